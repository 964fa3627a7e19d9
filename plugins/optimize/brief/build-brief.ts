import { display, type Host, type PerformanceMap } from 'perf-harness/plugin';
import {
  BRIEF_SCHEMA,
  type Brief,
  type BriefCaller,
  type BriefExcerpt,
  type BriefLine,
} from '../document/brief-document.ts';
import type { LocalFinding, TriedChange } from '../document/optimization-hypothesis.ts';
import { findStepChain } from '../generators/functions-on-bottleneck-path.ts';
import { attemptLine, callerLine, codeLine, placeLine } from '../view/brief-view.ts';
import { findHotLines, parsePlace, WHOLE_LINES } from './find-hot-lines.ts';
import { fitLines, shortenText } from './fit-lines-into-budget.ts';

/** Facts that a brief is made of. */
export interface BriefFacts {
  /** Folder of the project, absolute. */
  readonly root: string;
  /** Name of the scenario, or of the operation that the map is of. */
  readonly scenario: string;
  readonly map: PerformanceMap;
  /** ISO 8601; null: unknown. */
  readonly measuredAt: string | null;
  /** Recorded calls, a line for each function. */
  readonly calls: readonly string[];
  readonly tried: readonly TriedChange[];
  /** Features that the project leaves unused; those in other files do not count. Default: unknown. */
  readonly findings?: readonly Pick<LocalFinding, 'location' | 'message'>[];
}

/** Length of a brief as text: what is longer costs an agent more than it is worth. */
export const BRIEF_TOKENS = 1_500;
/** Characters of a token, on average over code and English. */
export const CHARACTERS_PER_TOKEN = 4;
/** Characters of headline, titles, command and the line on what is left out. */
const FRAME = 1_200;
/** Characters of each part; code gets the rest of the budget, and what these leave. */
const PARTS = { places: 800, hints: 500, callers: 350, calls: 650, tried: 1_000 } as const;
const LONGEST_LINE = 330;
/** Characters of an attempt with its counterexample. */
const LONGEST_ATTEMPT = 480;
/** Characters of a name in the headline. */
const LONGEST_NAME = 80;

/** Builds a brief of at most `BRIEF_TOKENS`: each part takes the lines that fit into its budget. */
export function buildBrief(host: Pick<Host, 'files'>, facts: BriefFacts): Brief {
  const { root, map, scenario, measuredAt } = facts;
  const prove = `perf-harness prove --scenario ${display.quoteCommandWord(scenario)}`;
  const places = fitLines(listPlaces(map), PARTS.places, placeLine);
  const hints = fitLines(listHints(facts), PARTS.hints, (line) => line);
  const callers = fitLines(listCallers(map), PARTS.callers, callerLine);
  const calls = fitLines(facts.calls.map(shortLine), PARTS.calls, (line) => line);
  const tried = fitLines(listAttempts(facts), PARTS.tried, attemptLine);
  const parts = [places, hints, callers, calls, tried];
  const used = parts.reduce((sum, { characters }) => sum + characters, 0);
  const rest = BRIEF_TOKENS * CHARACTERS_PER_TOKEN - FRAME - prove.length - used;
  const code = showWhatFits((wholeLines) =>
    fitCode(findHotLines(host, root, map, wholeLines), rest),
  );
  return {
    schema: BRIEF_SCHEMA,
    scenario: shortenText(display.printable(scenario), LONGEST_NAME),
    class: map.bottleneck_classification,
    operation_ms: map.baseline.wall_time_ms,
    measured_at: measuredAt,
    places: places.shown,
    code: code.shown,
    callers: callers.shown,
    calls: calls.shown,
    hints: hints.shown,
    tried: tried.shown,
    prove,
    left_out: [
      [places.leftOut, 'place'] as const,
      [code.leftOut, 'line of code'] as const,
      [callers.leftOut, 'caller'] as const,
      [calls.leftOut, 'called function'] as const,
      [hints.leftOut, 'hint'] as const,
      [tried.leftOut, 'attempt'] as const,
    ].flatMap(([count, noun]) => (count === 0 ? [] : [counted(count, noun)])),
  };
}

function counted(count: number, noun: string): string {
  return noun === 'line of code' && count > 1
    ? `${count} lines of code`
    : display.plural(count, noun);
}

function shortLine(text: string): string {
  return shortenText(display.printable(text), LONGEST_LINE);
}

function shortCaller(text: string): string {
  return shortenText(display.printable(text), LONGEST_CALLER);
}

function listPlaces({ steps, top_bottlenecks: bottlenecks }: PerformanceMap): Brief['places'] {
  return bottlenecks.map(({ step, function: name, location, share, detail }) => {
    const shown = shortenText(display.printable(nameOf(name, steps, step)), LONGEST_NAME);
    return {
      step,
      function: shown,
      location: location === null ? null : display.printable(location),
      share,
      detail: shortLine(detail.replace(name, () => shown)),
    };
  });
}

/** Name in maps of a function without any. */
const NAMELESS = '(anonymous)';

/** Names a function; one without a name belongs to the nearest function with one. */
function nameOf(name: string, steps: PerformanceMap['steps'], step: string): string {
  if (name !== NAMELESS) return name;
  const above = findStepChain(steps, step).findLast((caller) => caller.function !== NAMELESS);
  return above === undefined ? 'a function' : `a callback in ${above.function}`;
}

/** Callers shown of a function, and characters of each. */
const MOST_CALLERS = 3;
const LONGEST_CALLER = 75;

function listCallers({
  steps,
  top_bottlenecks: bottlenecks,
}: PerformanceMap): readonly BriefCaller[] {
  const found = new Map<string, BriefCaller>();
  for (const { step, function: name } of bottlenecks) {
    // A callback is called by the function that it belongs to.
    const callers = findStepChain(steps, step)
      .slice(0, -1)
      .filter((caller) => caller.location !== null && caller.function !== NAMELESS)
      .toReversed()
      .slice(0, MOST_CALLERS)
      .map(({ function: caller, location }) => shortCaller(`${caller} (${location})`));
    const path = { function: shortCaller(name), called_by: callers };
    if (callers.length > 0 && name !== NAMELESS) found.set(callerLine(path), path);
  }
  return [...found.values()];
}

function listHints({ map, findings = [] }: BriefFacts): readonly string[] {
  const files = map.top_bottlenecks.map(({ location }) => parsePlace(location).file);
  const confirmed = map.suspicion_stack.filter(({ verdict }) => verdict === 'confirmed');
  return [
    ...confirmed.map(({ location, description }) => shortLine(`${location}: ${description}`)),
    ...findings
      .filter(({ location }) => location !== null && files.includes(parsePlace(location).file))
      .map(({ location, message }) => shortLine(`${location}: ${message}`)),
  ];
}

/** Refuted changes, latest first. */
function listAttempts({ tried }: BriefFacts): Brief['tried'] {
  const refuted = tried.flatMap(({ description, outcome, reason }) =>
    outcome === 'kept' || outcome === 'not tried' || reason === null
      ? []
      : [
          {
            change: shortenText(display.printable(description), LONGEST_NAME),
            reason: shortenText(display.printable(reason), LONGEST_ATTEMPT),
          },
        ],
  );
  return refuted.toReversed();
}

interface FittedCode {
  readonly shown: readonly BriefExcerpt[];
  readonly leftOut: number;
}

/** Fits excerpts into a budget: in each file, busy lines come first. */
function fitCode(functions: readonly BriefExcerpt[], characters: number): FittedCode {
  let rest = characters;
  let leftOut = 0;
  const shown: BriefExcerpt[] = [];
  for (const { file, lines } of functions) {
    // A gap before each line would cost a line more.
    const fitted = fitLines(
      lines.toSorted(byImportance),
      rest - file.length - 1,
      (line) => `${codeLine(line)}${GAP}`,
    );
    leftOut += fitted.leftOut;
    if (fitted.shown.length === 0) continue;
    rest -= fitted.characters + file.length + 1;
    shown.push({ file, lines: fitted.shown.toSorted((a, b) => a.line - b.line) });
  }
  return { shown, leftOut };
}

const GAP = '\n   …';

/** Lengths of functions that are shown whole where there is room: a reader misses what is hidden. */
const ROOMY_LINES = [160, 80];

function showWhatFits(fit: (wholeLines: number) => FittedCode): FittedCode {
  for (const wholeLines of ROOMY_LINES) {
    const fitted = fit(wholeLines);
    if (fitted.leftOut === 0) return fitted;
  }
  return fit(WHOLE_LINES);
}

function byImportance(a: BriefLine, b: BriefLine): number {
  return Number(b.share !== null) - Number(a.share !== null);
}
