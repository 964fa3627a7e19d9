import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type {
  MeasuredStatement,
  OperationStatements,
} from '../../harness/model/program/scenario-runtime-evidence.ts';
import { isStatement } from './count-sql-statements.ts';

/**
 * Counts the statements of each kind of request, and of each function of the application that tests
 * call outside of requests. Of several requests of a kind, the one with the most statements counts.
 * @param perCall - Statements outside of requests, per call of their outermost function.
 */
export function countStatementsPerOperation(
  record: WaitRecord,
  perCall: readonly MeasuredStatement[],
): readonly OperationStatements[] {
  const { operations, spans } = record;
  const ofRequest = operations.map(() => 0);
  for (const [row, operation] of spans.operation.entries()) {
    const known = ofRequest[operation];
    if (known !== undefined && isStatement(record, spans.site[row] ?? -1)) {
      ofRequest[operation] = known + 1;
    }
  }
  const counts = new Map<string, OperationStatements>();
  const keep = (name: string, file: string | null, count: (known: number) => number): void => {
    const key = JSON.stringify([name, file]);
    counts.set(key, { name, file, statements: count(counts.get(key)?.statements ?? 0) });
  };
  for (const [index, { name }] of operations.entries()) {
    keep(name, null, (known) => Math.max(known, ofRequest[index] ?? 0));
  }
  for (const { places, perRequest } of perCall) {
    const outermost = places.at(-1);
    if (outermost === undefined) continue;
    keep(outermost.function, outermost.file, (known) => known + perRequest.most);
  }
  return [...counts.values()];
}
