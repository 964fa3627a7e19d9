import type { FileExecutions } from '../../harness/model/program/execution-counts.ts';
import type {
  MeasuredPlace,
  MeasuredStatement,
} from '../../harness/model/program/scenario-runtime-evidence.ts';
import { lowerMedian } from './group-recorded-waits-and-find-call-sites.ts';

/** Statements of all calls of the application from one line of a test. */
export interface StatementsOfTestLine {
  readonly calledAt: MeasuredPlace;
  readonly statements: readonly MeasuredStatement[];
}

/** Statements of tests by call of the application. */
export interface StatementsPerCall {
  /** Counts hold for a call of the application. */
  readonly counted: readonly MeasuredStatement[];
  /** Ran several times, by the application's loop or by the test's own. */
  readonly undecided: readonly MeasuredStatement[];
}

/**
 * Counts the statements of tests per call of the application, since a loop of the test itself is not
 * the application's: per execution of the line in the test that calls it, or else per call of the
 * outermost application function. Each is an average and never too high.
 */
export function countStatementsPerCall(
  lines: readonly StatementsOfTestLine[],
  executions: readonly FileExecutions[],
): StatementsPerCall {
  const counted: MeasuredStatement[] = [];
  const undecided: MeasuredStatement[] = [];
  for (const { calledAt, statements } of lines) {
    const passes = countLineExecutions(calledAt, executions);
    for (const statement of statements) {
      const outermost = statement.places.at(-1);
      const calls =
        passes === 0 && outermost !== undefined ? countCallsAround(outermost, executions) : passes;
      const perCall = calls === 0 ? 0 : Math.round(statement.calls / calls);
      if (perCall > 1) {
        counted.push({
          ...statement,
          requests: calls,
          perRequest: { least: perCall, median: perCall, most: perCall },
          requestMs: (statement.requestMs * statement.requests) / calls,
        });
      } else if (passes > 0 || statement.perRequest.most <= 1) {
        const perRequest = { least: 1, median: 1, most: 1 };
        counted.push({ ...statement, requests: statement.calls, perRequest });
      } else undecided.push(statement);
    }
  }
  return { counted: mergeByPlace(counted), undecided };
}

/** Joins what one place of the application ran for several lines of tests. */
function mergeByPlace(statements: readonly MeasuredStatement[]): readonly MeasuredStatement[] {
  const groups = Map.groupBy(statements, ({ statement, places }) =>
    JSON.stringify([statement, places]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const counts = group.map(({ perRequest }) => perRequest.median);
    const most = Math.max(...counts);
    // Rows and reasons hold for the line with the most executions.
    const worst = group.find(({ perRequest }) => perRequest.median === most) ?? first;
    return [
      {
        ...worst,
        requests: group.reduce((sum, { requests }) => sum + requests, 0),
        calls: group.reduce((sum, { calls }) => sum + calls, 0),
        perRequest: { least: Math.min(...counts), median: lowerMedian(counts), most },
      },
    ];
  });
}

/** Returns how often a line ran; 0: unknown. */
function countLineExecutions(
  { file, line }: MeasuredPlace,
  executions: readonly FileExecutions[],
): number {
  return executions.find((executed) => executed.file === file)?.lines.get(line)?.most ?? 0;
}

/** Marks a statement that its own function repeats, rather than the callers of the function. */
export function markRepetition(
  statement: MeasuredStatement,
  executions: readonly FileExecutions[],
): MeasuredStatement {
  const [place] = statement.places;
  const calls = place === undefined ? 0 : countCallsAround(place, executions);
  return calls > 0 && statement.calls > calls
    ? { ...statement, repeatsWithinCall: true }
    : statement;
}

/** Returns how often the function of a place was called; 0: unknown. */
export function countCallsAround(
  place: MeasuredPlace,
  executions: readonly FileExecutions[],
): number {
  const { file, line } = place;
  const functions = executions.find((executed) => executed.file === file)?.functions ?? [];
  const around = functions
    .filter(({ fromLine, toLine }) => fromLine <= line && line <= toLine)
    .toSorted((a, b) => a.toLine - a.fromLine - (b.toLine - b.fromLine));
  // A callback may be on the same line, and is called more often.
  // Coverage has no name for a function without one, and profiles have a word for it.
  const called = place.function === '(anonymous)' ? '' : lastName(place.function);
  const named = around.find(({ name }) => lastName(name) === called);
  return (named ?? around.at(0))?.calls ?? 0;
}

/** `total` for `Cart.total`, since line coverage does not know classes. */
function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
