import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { parseJavaScriptStatement } from '../statements/parse-javascript-write-statement.ts';
import { parsePythonStatement } from '../statements/parse-python-write-statement.ts';
import { isSameModel, type KeyArgument, type KeyCaller } from './entity-key-parameters.ts';
import type { LoadedEntity } from './entity-loaded-by-caller.ts';

/** Returns why the caller's entity is outdated when it is read again; null: it is still current. */
export function explainStaleness(
  handover: KeyArgument,
  caller: KeyCaller,
  held: LoadedEntity,
  audited: AuditedCode,
): string | null {
  const { code, context } = audited;
  const between = [
    ...code
      .callsOf(caller.site.function)
      .filter(({ raw }) => raw.start >= held.from && raw.end <= caller.site.raw.start),
    ...code
      .callsOf(handover.site.function)
      .filter(({ raw }) => raw.end <= handover.read.node.range().start.index),
  ];
  const expires = context.db_config.expire_on_commit?.value ?? true;
  const isSqlAlchemy =
    isPythonFunction(audited, handover.site.function) &&
    !handover.site.call.callee.includes('.objects');
  for (const site of between) {
    const { callee, line } = site.call;
    if (/\.(?:refresh|refresh_from_db|expire|expire_all|rollback|reload)$/u.test(callee)) {
      return `${callee} on line ${line} makes ${held.variable} stale`;
    }
    if (isSqlAlchemy && expires && /(?:^|\.)(?:\w*session|db|s)\.commit$/iu.test(callee)) {
      return `${callee} on line ${line} expires ${held.variable}, because expire_on_commit is not False`;
    }
    const made = isPythonFunction(audited, site.function)
      ? parsePythonStatement(audited, site)
      : parseJavaScriptStatement(audited, site);
    if (
      made !== null &&
      made.verb !== 'insert' &&
      made.model !== null &&
      isSameModel(made.model, handover.read.model, true)
    ) {
      return `${callee} on line ${line} changes the row`;
    }
  }
  return null;
}

/** Returns the callee's own session; entities of another session cannot be used in it as is. */
export function findOwnSession({ read, site }: KeyArgument, audited: AuditedCode): string | null {
  const receiver = /(?:^|[\s(])(\w+)\.(?:get|query|execute|scalars?|exec)\(/u.exec(
    read.node.text(),
  )?.[1];
  if (receiver === undefined || audited.code.rawOf(site.function).parameters.includes(receiver)) {
    return null;
  }
  const text = findFunctionNode(audited, site.function)?.text() ?? '';
  const opened = new RegExp(`\\bas\\s+${receiver}\\b|(?<![.\\w])${receiver}\\s*=\\s*\\w`, 'u');
  return opened.test(text) ? receiver : null;
}
