import { isPython } from '../../../look/calls.ts';
import { functionNode } from '../../../look/function-node.ts';
import type { AuditedCode } from '../../../rule.ts';
import { pythonStatement } from '../statements/python-statement.ts';
import { scriptStatement } from '../statements/script-statement.ts';
import { type Caller, type Handover, isSameModel } from './handover.ts';
import type { Held } from './held.ts';

/** Returns why the caller's entity is outdated when it is read again; null: it is still current. */
export function whyStale(
  handover: Handover,
  caller: Caller,
  held: Held,
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
    isPython(audited, handover.site.function) && !handover.site.call.callee.includes('.objects');
  for (const site of between) {
    const { callee, line } = site.call;
    if (/\.(?:refresh|refresh_from_db|expire|expire_all|rollback|reload)$/u.test(callee)) {
      return `${callee} in line ${line} makes what ${held.variable} holds old`;
    }
    if (isSqlAlchemy && expires && /(?:^|\.)(?:\w*session|db|s)\.commit$/iu.test(callee)) {
      return `${callee} in line ${line} expires ${held.variable}: expire_on_commit is not False`;
    }
    const made = isPython(audited, site.function)
      ? pythonStatement(audited, site)
      : scriptStatement(audited, site);
    if (
      made !== null &&
      made.verb !== 'insert' &&
      made.model !== null &&
      isSameModel(made.model, handover.read.model, true)
    ) {
      return `${callee} in line ${line} changes the row`;
    }
  }
  return null;
}

/** A session that the callee opens itself: what belongs to another one cannot be used in it as it is. */
export function ownSession({ read, site }: Handover, audited: AuditedCode): string | null {
  const receiver = /(?:^|[\s(])(\w+)\.(?:get|query|execute|scalars?|exec)\(/u.exec(
    read.node.text(),
  )?.[1];
  if (receiver === undefined || audited.code.rawOf(site.function).parameters.includes(receiver)) {
    return null;
  }
  const text = functionNode(audited, site.function)?.text() ?? '';
  const opened = new RegExp(`\\bas\\s+${receiver}\\b|(?<![.\\w])${receiver}\\s*=\\s*\\w`, 'u');
  return opened.test(text) ? receiver : null;
}
