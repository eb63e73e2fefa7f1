package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * Makes HTTP clients that end, when they are closed, whatever is under way on them. The Kubernetes client closes none of its
 * streams and web sockets, and what is open keeps the client's selector thread and sockets.
 */
final class AbruptHttpClients extends JdkHttpClientFactory {
    private final Executor threads;
    private final List<HttpClient> made = new CopyOnWriteArrayList<>();

    AbruptHttpClients(Executor threads) {
        this.threads = threads;
    }

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        return noting(HttpClient.newBuilder().executor(threads));
    }

    /** What is built can be seen only here: the Kubernetes client shows it to nobody. */
    private HttpClient.Builder noting(HttpClient.Builder builder) {
        return (HttpClient.Builder) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {HttpClient.Builder.class},
            (proxy, method, arguments) -> {
                try {
                    Object result = method.invoke(builder, arguments);
                    if (result instanceof HttpClient client) {
                        made.add(client);
                    }
                    return result == builder ? proxy : result;
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    }

    @Override
    protected void closeHttpClient(JdkHttpClientImpl client) {
        made.forEach(HttpClient::shutdownNow);
        super.closeHttpClient(client);
    }
}
