package io.leengine.export;

import io.leengine.export.ExportException.Reason;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a distribution goes. All is written under a temporary name beside it and renamed in the end: at the name itself
 * there is the whole or nothing.
 */
final class Target {
    private static final long LAST_SECONDS = 10;

    /** Writes to a path that does not exist yet. */
    interface Form {
        void write(Path path, List<Item> items, Lock lock) throws IOException, InterruptedException;
    }

    private final Path out;
    private final Form form;

    private Target(Path out, Form form) {
        this.out = out;
        this.form = form;
    }

    /** Chooses the form by the ending of the name; refuses a place that is taken. */
    static Target of(Path out, Path base) throws ExportException {
        if (out.startsWith(base)) {
            throw ExportException.refused("--out " + out + " lies in the base " + base, "Choose a place outside of it.");
        }
        String name = out.getFileName() == null ? "" : out.getFileName().toString();
        Form form = name.endsWith(".zip") ? Archives::zip : name.endsWith(".tar.gz") ? Archives::tar : new Folder();
        if (Files.exists(out) && !(form instanceof Folder && isEmptyFolder(out))) {
            throw new ExportException(Reason.CONFLICT, "--out " + out + " is there already"
                + (Files.isDirectory(out) ? " and not empty" : ""), "Choose another name, or delete it.", null);
        }
        return new Target(out, form);
    }

    private static boolean isEmptyFolder(Path out) throws ExportException {
        if (!Files.isDirectory(out)) {
            return false;
        }
        try (Stream<Path> files = Files.list(out)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new ExportException(Reason.FAILED, "cannot look into " + out + ": " + e.getMessage(), "", e);
        }
    }

    /** Writes all of it, or nothing. A process that is asked to end tidies up first. */
    void write(List<Item> items, Lock lock) throws ExportException {
        Thread writer = Thread.currentThread();
        CountDownLatch over = new CountDownLatch(1);
        Thread ending = new Thread(() -> end(writer, over), "leengine-export-end");
        Path temporary = temporary(ProcessHandle.current().pid());
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            Files.createDirectories(out.getParent());
            forgetOlder();
            delete(temporary);
            form.write(temporary, items, lock);
            Files.move(temporary, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed("cannot write " + out + ": " + reason(e), temporary, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", temporary, e);
        } finally {
            over.countDown();
            removeHook(ending);
        }
    }

    private static void end(Thread writer, CountDownLatch over) {
        try {
            writer.interrupt();
            over.await(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread ending) {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            // The process is ending: the hook is what brought us here.
            return;
        }
    }

    private ExportException failed(String message, Path temporary, Exception cause) {
        // What is to be tidied up must not be kept from it by the interrupt that ended the writing.
        boolean interrupted = Thread.interrupted();
        String left = "Nothing was left at " + out + ".";
        try {
            delete(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
            left = "Delete what is left: " + temporary;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return new ExportException(Reason.FAILED, message, left, cause);
    }

    private static String reason(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return "interrupted";
        }
        return e instanceof FileSystemException system && system.getReason() != null
            ? system.getReason() + ": " + system.getFile() : String.valueOf(e.getMessage());
    }

    private Path temporary(long pid) {
        return out.resolveSibling("." + out.getFileName() + ".export-" + pid);
    }

    /** Deletes what a killed export of the same name left. */
    private void forgetOlder() throws IOException {
        String prefix = "." + out.getFileName() + ".export-";
        try (Stream<Path> beside = Files.list(out.getParent())) {
            for (Path path : beside.filter(each -> each.getFileName().toString().matches(Pattern.quote(prefix)
                    + "[0-9]+")).toList()) {
                long pid = Long.parseLong(path.getFileName().toString().substring(prefix.length()));
                if (ProcessHandle.of(pid).isEmpty()) {
                    delete(path);
                }
            }
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
