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
    const calls = outermost === undefined ? 0 : callsAround(outermost, executions);
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

/** Returns how often the innermost function around a place was called; 0: unknown. */
function callsAround({ file, line }: MeasuredPlace, executions: readonly FileExecutions[]): number {
  const functions = executions.find((executed) => executed.file === file)?.functions ?? [];
  const around = functions.filter(({ fromLine, toLine }) => fromLine <= line && line <= toLine);
  const [innermost] = around.toSorted((a, b) => a.toLine - a.fromLine - (b.toLine - b.fromLine));
  return innermost?.calls ?? 0;
}
