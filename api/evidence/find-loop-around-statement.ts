import type { FileExecutions } from '../../harness/model/program/execution-counts.ts';
import type { MeasuredPlace } from '../../harness/model/program/scenario-runtime-evidence.ts';
import { countCallsAround } from './count-sql-statements-per-application-call.ts';

/**
 * Returns the innermost caller whose line ran more often than its function was called: the call in
 * it is in a loop. null: there is none, or the statement itself is in one.
 * @param places - Of a statement, innermost first.
 */
export function findLoopAroundStatement(
  places: readonly MeasuredPlace[],
  executions: readonly FileExecutions[],
): MeasuredPlace | null {
  const isInLoop = (place: MeasuredPlace): boolean => {
    const file = executions.find((executed) => executed.file === place.file);
    const calls = countCallsAround(place, executions);
    return calls > 0 && (file?.lines.get(place.line)?.most ?? 0) > calls;
  };
  const index = places.findIndex(isInLoop);
  return index > 0 ? (places[index] ?? null) : null;
}
