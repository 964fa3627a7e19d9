import type { SgNode } from '@ast-grep/napi';

/** Exceptions that a failed statement may raise. */
const ANY =
  /^(?:Exception|BaseException|SQLAlchemyError|IntegrityError|DBAPIError|DatabaseError|OperationalError)$/u;

/** Returns class names an `except` catches, without modules; empty if it catches all. */
export function listCaughtExceptions(clause: SgNode): readonly string[] {
  const body = clause.children().find((child) => child.kind() === 'block');
  const head = clause
    .text()
    .slice(0, (body?.range().start.index ?? 0) - clause.range().start.index);
  const caught = head.replace(/\bas\s+\w+/u, '').replace(/^except\*?/u, '');
  return (caught.match(/[\w.]+/gu) ?? []).map(
    (exceptionName) => exceptionName.split('.').at(-1) ?? exceptionName,
  );
}

/** True if an `except` clause catches errors of database statements. */
export function catchesDatabaseErrors(clause: SgNode): boolean {
  const caught = listCaughtExceptions(clause);
  return caught.length === 0 || caught.some((exceptionName) => ANY.test(exceptionName));
}
