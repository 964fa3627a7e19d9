import type { FileExecutions } from '../../harness/model/program/execution-counts.ts';
import type {
  MeasuredPlace,
  MeasuredStatement,
} from '../../harness/model/program/scenario-runtime-evidence.ts';

/** Statements of tests by call of the application. */
export interface StatementsPerCall {
  /** Counts hold for a call of the outermost application function. */
  readonly counted: readonly MeasuredStatement[];
  /** Ran several times in a test, by the application's loop or by the test's own. */
  readonly undecided: readonly MeasuredStatement[];
}

/**
 * Counts the statements of tests per call of the outermost application function, since a loop of
 * the test itself is not the application's. A function's calls are those of the whole run, also by
 * other callers, so a count is an average and never too high.
 */
export function countStatementsPerCall(
  statements: readonly MeasuredStatement[],
  executions: readonly FileExecutions[],
): StatementsPerCall {
  const counted: MeasuredStatement[] = [];
  const undecided: MeasuredStatement[] = [];
  for (const statement of statements) {
    const outermost = statement.places.at(-1);
    const calls = outermost === undefined ? 0 : countCallsAround(outermost, executions);
    const perCall = calls === 0 ? 0 : Math.round(statement.calls / calls);
    if (perCall > 1) {
      counted.push({
        ...statement,
        requests: calls,
        perRequest: { least: perCall, median: perCall, most: perCall },
        requestMs: (statement.requestMs * statement.requests) / calls,
      });
    } else if (statement.perRequest.most <= 1) counted.push(statement);
    else undecided.push(statement);
  }
  return { counted, undecided };
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
  const named = around.find(({ name }) => lastName(name) === lastName(place.function));
  return (named ?? around.at(0))?.calls ?? 0;
}

/** `total` for `Cart.total`, since line coverage does not know classes. */
function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
