import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { KeyArgument, KeyCaller } from './entity-key-parameters.ts';
import type { LoadedEntity } from './entity-loaded-by-caller.ts';

/** Returns the commit that expires the caller's entity before it is read again (Q651-06), or null. */
export function explainStaleness(
  { site, read }: KeyArgument,
  caller: KeyCaller,
  held: LoadedEntity,
  audited: AuditedCode,
): string | null {
  const { code, context } = audited;
  const isSqlAlchemy =
    isPythonFunction(audited, site.function) && !site.call.callee.includes('.objects');
  if (!isSqlAlchemy || context.db_config.expire_on_commit?.value === false) return null;
  const commit = [
    ...code
      .callsOf(caller.site.function)
      .filter(({ raw }) => raw.start >= held.from && raw.end <= caller.site.raw.start),
    ...code.callsOf(site.function).filter(({ raw }) => raw.end <= read.node.range().start.index),
  ].find(({ call }) => /(?:^|\.)(?:\w*session|db|s)\.commit$/iu.test(call.callee))?.call;
  return commit === undefined
    ? null
    : `${commit.callee} on line ${commit.line} expires ${held.variable}, because expire_on_commit is not False`;
}

/** Returns the callee's own session; entities of another session cannot be used in it as is. */
export function findOwnSession({ read, site }: KeyArgument, audited: AuditedCode): string | null {
  const receiver = /(?:^|[\s(])(\w+)\.(?:get|query|execute|scalars?|exec)\(/u.exec(
    read.node.text(),
  )?.[1];
  const { parameters } = audited.code.functionAt(site.function);
  if (receiver === undefined || parameters.includes(receiver)) {
    return null;
  }
  const text = findFunctionNode(audited, site.function)?.text() ?? '';
  const opened = new RegExp(`\\bas\\s+${receiver}\\b|(?<![.\\w])${receiver}\\s*=\\s*\\w`, 'u');
  return opened.test(text) ? receiver : null;
}
