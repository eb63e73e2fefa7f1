/**
 * The example plugin: a notifier that posts each notice to a webhook. Three classes, as in most plugins:
 * {@link io.leengine.notifier.webhook.Settings} is what somebody can set,
 * {@link io.leengine.notifier.webhook.WebhookComponent} ties a part to its settings, and {@link
 * io.leengine.notifier.webhook.WebhookNotifier} does the work and knows nothing of OSGi, so that a plain test can make one.
 * The package is exported to nobody: the platform sees a {@link io.leengine.spi.notifier.Notifier}.
 */
package io.leengine.notifier.webhook;
