import type { CallSite, ProjectCode } from 'perf-harness';
import type { AuditedCode, CallCandidate } from '../rule.ts';
import { candidateOf } from './calls.ts';

const REQUIRED = /^require\(\s*['"](?:node:)?([\w@/-]+)['"]\s*\)\.([\w.]+)$/u;
const OF_NODE = /^(?:fs|child_process|crypto|zlib)$/u;

const known = new WeakMap<CallSite, { readonly name: string | null }>();

/** The name of what is called, of packages alone; null: it is of the project, or nobody knows. */
function packageName({ code }: AuditedCode, site: CallSite): string | null {
  const found = known.get(site) ?? { name: findName(code, site) };
  known.set(site, found);
  return found.name;
}

function findName(code: ProjectCode, { function: index, call }: CallSite): string | null {
  const [, module, member] = REQUIRED.exec(call.callee) ?? [];
  if (module !== undefined) return `${OF_NODE.test(module) ? 'node:' : ''}${module}.${member}`;
  return code.nameOf(index, call.callee) ?? fieldName(code, index, call.callee);
}

const FIELD = /^(?:self|cls|this)\.(\w+)((?:\.\w+)+)$/u;

/** `self.client.get` of a class that makes its `client` itself. */
function fieldName(
  { variablesOf, rawOf, facts, nameOf }: ProjectCode,
  index: number,
  callee: string,
) {
  const [, field, rest] = FIELD.exec(callee) ?? [];
  if (field === undefined || rest === undefined) return null;
  const { owner } = rawOf(index);
  const made = variablesOf(facts.functions[index]?.file ?? '').find(
    (one) => one.name === field && one.owner !== null && one.owner === owner,
  );
  const name = made === undefined ? null : nameOf(index, made.of);
  return name === null ? null : `${name}${rest}`;
}

/** What a call may be looked for by. */
export interface CallNames {
  /** Full names in packages. */
  readonly packaged: RegExp;
  /** As they are written, where no package or function of the project has the name. */
  readonly written: RegExp;
}

/** Calls of packages by their full names, and of builtins and methods by what is written. */
export function* callsOfNames(
  audited: AuditedCode,
  { packaged, written }: CallNames,
  isMeant: (index: number) => boolean,
): Generator<CallCandidate> {
  const { functions } = audited.code.facts;
  for (const [index, { file }] of functions.entries()) {
    if (!isMeant(index)) continue;
    for (const site of audited.code.callsOf(index)) {
      const name = packageName(audited, site);
      const isOwn = !site.call.isGuess && site.call.targets.length > 0;
      const isFound =
        (name !== null && packaged.test(name)) ||
        (!isOwn && written.test(name ?? site.call.callee));
      if (isFound) yield candidateOf(site, name ?? site.call.callee, file);
    }
  }
}
