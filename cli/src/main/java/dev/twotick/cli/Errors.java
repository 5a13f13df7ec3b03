package dev.twotick.cli;

import dev.twotick.KeyTakenException;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.plugin.ConfigurationException;
import dev.twotick.plugin.Fault;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever went wrong into plain lines on standard error and an exit status; a stack trace only on demand. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Console console;
    private final RootCommand root;

    Errors(Console console, RootCommand root) {
        this.console = console;
        this.root = root;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        console.tell(String.valueOf(e.getMessage()));
        console.tell("try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
        trace(e);
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        int code = tellAll(e);
        trace(e);
        return code;
    }

    private int tellAll(Exception e) {
        if (e instanceof ConfigurationException configuration) {
            List<Fault> faults = configuration.faults();
            faults.forEach(fault -> console.tell(fault.toString()));
            return ExitCode.USAGE;
        }
        console.tell(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        boolean usage = e instanceof UsageException
                || e instanceof InvalidLetterException
                || e instanceof KeyTakenException
                || e instanceof ParameterException;
        return usage ? ExitCode.USAGE : ExitCode.FAULT;
    }

    private void trace(Exception e) {
        if (root.debug || console.environment().containsKey("TWOTICK_DEBUG")) {
            e.printStackTrace(console.err());
        }
    }
}
