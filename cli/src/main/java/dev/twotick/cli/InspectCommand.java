package dev.twotick.cli;

import dev.twotick.cli.view.ReceiptJson;
import dev.twotick.cli.view.ReceiptText;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptLimits;
import dev.twotick.receipts.ReceiptParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells what receipts say, without touching anything. */
@Command(name = "inspect", description = "Tells what receipts say; nothing of it is checked, and nothing is touched.")
final class InspectCommand implements Callable<Integer> {
    private final RootCommand root;
    private final ReceiptParser parser;

    @Parameters(arity = "1..*", paramLabel = "FILE.eml", description = "Mails that came back; - is standard input.")
    private List<String> files = new ArrayList<>();

    InspectCommand(RootCommand root, ReceiptParser parser) {
        this.root = root;
        this.parser = parser;
    }

    @Override
    public Integer call() {
        int code = ExitCode.DONE;
        for (String file : files) {
            try {
                Receipt receipt = parser.parse(bytes(file));
                print(file, receipt);
                if (receipt.outOfTime()) {
                    code = Math.max(code, ExitCode.FAULT);
                }
            } catch (IOException e) {
                root.console().tell(file + ": cannot be read: " + Reading.why(e));
                code = ExitCode.USAGE;
            }
        }
        return code;
    }

    /** What lies beyond the parser's limit would not be looked at. */
    private byte[] bytes(String file) throws IOException {
        int limit = ReceiptLimits.DEFAULT.bytes();
        if (file.equals(LetterFiles.STANDARD_INPUT)) {
            return root.console().in().readNBytes(limit);
        }
        try (InputStream content = Files.newInputStream(Reading.path(file))) {
            return content.readNBytes(limit);
        }
    }

    private void print(String file, Receipt receipt) {
        if (root.json) {
            root.console().out().println(ReceiptJson.of(file, receipt));
        } else {
            ReceiptText.lines(file, receipt).forEach(root.console().out()::println);
        }
    }
}
