import type { SgNode } from '@ast-grep/napi';
import { type CallSite, once } from '../../../../analysis/index.ts';
import { explainDeferral } from '../../../analysis/deferred-or-unawaited-calls.ts';
import {
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { memoizePerFunction } from '../../../analysis/memoize-per-function.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';

/** Session opened while another session of the same factory has a connection. */
export interface NestedSession extends Candidate {
  readonly by: 'nested';
  readonly function: number;
  /** Factory that opens both sessions, as written. */
  readonly factory: string;
  readonly openLine: number;
  /** The call that leads to the second; null: it is opened there. */
  readonly through: {
    readonly callee: string;
    readonly file: string;
    readonly line: number;
  } | null;
}

/** Python `with` block whose context comes from the project and has a name. */
interface Opened {
  readonly site: CallSite;
  /** Identity of the factory, the same for all of its sessions. */
  readonly key: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const OPENS = /(?:session|get_db|db_context)\w*$/iu;
/** Session methods that issue a query, from which on the session has a connection. */
const ASKS = 'execute|exec|scalars?|get|get_one|query|flush|refresh|merge|stream|stream_scalars';
const LETS_GO = 'commit|rollback|close';
/** Signs of a factory that returns the same session to all callers in a context. */
const SHARED = /scoped_session|ContextVar|current_session|contextvars|\b_?ctx\b|NullPool/u;
const HEADS: ReadonlySet<unknown> = new Set(['as_pattern', 'with_item', 'with_clause', 'await']);
/** Calls from the first session to the second. */
const DEEPEST = 2;

/** Yields nested sessions, one for each outer session. */
export function* findNestedSessions(audited: AuditedCode): Generator<NestedSession> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    for (const outer of sessionsIn(audited, index)) {
      const found = secondIn(audited, index, file, outer);
      if (found !== null) yield found;
    }
  }
}

export function judgeNestedSession(
  { function: index, factory, file, openLine, through }: NestedSession,
  audited: AuditedCode,
): Ruling {
  const name = formatFunctionName(audited, index);
  const opens = through === null ? 'opens' : `calls ${through.callee}, which opens`;
  const evidence = [{ file, line: openLine, text: `${factory} opens the first session` }];
  const second =
    through === null
      ? []
      : [{ file: through.file, line: through.line, text: `${factory} opens the second session` }];
  return {
    outcome: 'confirmed',
    severity: 'MEDIUM',
    issue: `${name} ${opens} a second session from ${factory} while the first holds a connection, so each run needs two connections at once, and concurrent runs that each hold one connection can deadlock`,
    recommendation:
      through === null
        ? `Use the session from line ${openLine} for both purposes`
        : `Pass the session from line ${openLine} to ${through.callee}, or make that call after the with block`,
    effort: 'S',
    evidence: [...evidence, ...second],
  };
}

function secondIn(
  audited: AuditedCode,
  index: number,
  file: string,
  outer: Opened,
): NestedSession | null {
  const inside = audited.code
    .callsOf(index)
    .filter(({ raw }) => outer.start <= raw.start && raw.end <= outer.end);
  const asks = new RegExp(`^${outer.name}\\.(?:${ASKS})$`, 'u');
  const letsGo = new RegExp(`^${outer.name}\\.(?:${LETS_GO})$`, 'u');
  let holds = false;
  for (const site of inside) {
    const place = { file, line: site.call.line, endLine: site.call.endLine, function: index };
    const shared = {
      by: 'nested',
      factory: outer.site.call.callee,
      openLine: outer.site.call.line,
    };
    if (asks.test(site.call.callee)) holds = true;
    else if (letsGo.test(site.call.callee)) holds = false;
    else if (holds && !isHanded(site, outer.name)) {
      const own = sessionsIn(audited, index).some(
        (session) => session.site === site && session.key === outer.key,
      );
      const through = own ? null : opensBelow(audited, site, outer.key, DEEPEST);
      const node = own || through !== null ? findCallNode(audited, { file, site }) : null;
      if (node === null || explainDeferral(node) !== null) continue;
      return { ...place, ...shared, by: 'nested', through };
    }
  }
  return null;
}

function isHanded({ raw }: CallSite, name: string): boolean {
  return new RegExp(`(?<![.\\w])${name}\\b`, 'u').test(raw.argumentText);
}

/** Returns where a call certainly opens a session of the same factory; null: nowhere. */
function opensBelow(
  audited: AuditedCode,
  { call, raw }: CallSite,
  key: string,
  deepest: number,
): NestedSession['through'] {
  const { functions } = audited.code.facts;
  const [target, ...others] = call.targets;
  if (target === undefined || others.length > 0 || call.isGuess || raw.callbacks.length > 0) {
    return null;
  }
  if (audited.code.rawOf(target).isAsync && !call.isAwaited) return null;
  const own = sessionsIn(audited, target).find((session) => session.key === key);
  const file = functions[target]?.file ?? '';
  if (own !== undefined) return { callee: call.callee, file, line: own.site.call.line };
  if (deepest <= 1) return null;
  for (const site of audited.code.callsOf(target)) {
    const found = opensBelow(audited, site, key, deepest - 1);
    if (found !== null) return { ...found, callee: call.callee };
  }
  return null;
}

/** Returns the sessions that a function opens by `with` and uses for queries. */
const sessionsIn = memoizePerFunction((audited, index): readonly Opened[] => {
  if (!isPythonFunction(audited, index)) return [];
  const { file } = audited.code.facts.functions[index] ?? { file: '' };
  const sites = audited.code.callsOf(index);
  return sites.flatMap((site): readonly Opened[] => {
    const key = OPENS.test(site.call.callee) ? keyOf(audited, site, file) : null;
    const node = key === null ? null : findCallNode(audited, { file, site });
    const block = node === null ? null : blockOf(node);
    if (key === null || block === null) return [];
    const { start, end } = block.body.range();
    const used = new RegExp(`^${block.name}\\.(?:${ASKS}|add|delete)$`, 'u');
    const isSession = sites.some(
      ({ call, raw }) => start.index <= raw.start && raw.end <= end.index && used.test(call.callee),
    );
    return isSession ? [{ site, key, name: block.name, start: start.index, end: end.index }] : [];
  });
});

/** Returns the `with` block that a call heads, and the name it binds. */
function blockOf(call: SgNode): { readonly body: SgNode; readonly name: string } | null {
  let at = call.parent();
  let name: string | null = null;
  while (at !== null && HEADS.has(at.kind())) {
    if (at.kind() === 'as_pattern') name = /\bas\s+(\w+)$/u.exec(at.text())?.[1] ?? null;
    at = at.parent();
  }
  const body = at?.kind() === 'with_statement' ? at.field('body') : null;
  return body === null || body === undefined || name === null ? null : { body, name };
}

/** Returns a session's factory by place in the project; null: unknown, or may reuse a session. */
function keyOf(audited: AuditedCode, { call }: CallSite, file: string): string | null {
  const { code } = audited;
  const [target] = call.isGuess ? [] : call.targets;
  if (target !== undefined) {
    const text = findFunctionNode(audited, target)?.text() ?? '';
    return SHARED.test(text) ? null : `function ${target}`;
  }
  const name = /^\w+$/u.exec(call.callee)?.[0];
  if (name === undefined) return null;
  const imported = code.importsOf(file).find(({ local }) => local === name);
  const home = imported === undefined ? file : code.moduleOf(file, imported.source);
  if (home === null) return null;
  const made = imported === undefined ? name : imported.imported;
  const isOwn = code
    .variablesOf(home)
    .some((variable) => variable.name === made && variable.owner === null);
  return isOwn && !isSharedFile(audited, home) ? `variable ${made} of ${home}` : null;
}

const sharedFiles = once((_: AuditedCode['code']): Map<string, boolean> => new Map());

function isSharedFile({ code }: AuditedCode, file: string): boolean {
  const known = sharedFiles(code);
  const is = known.get(file) ?? SHARED.test(code.textOf(file) ?? '');
  known.set(file, is);
  return is;
}
