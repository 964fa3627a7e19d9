import type { CallSite, ProjectCode } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import { productOf } from './product-of.ts';

const REQUIRED = /^require\(\s*['"](?:node:)?([\w@/-]+)['"]\s*\)\.([\w.]+)$/u;
const OF_NODE = /^(?:fs|child_process|crypto|zlib)$/u;
const FIELD = /^(?:self|cls|this)\.(\w+)((?:\.\w+)+)$/u;

const named = new WeakMap<CallSite, { readonly name: string | null }>();

/** The name of what is called, of packages alone; null: it is of the project, or nobody knows. */
export function packageName(audited: AuditedCode, site: CallSite): string | null {
  const found = named.get(site) ?? { name: findName(audited, site) };
  named.set(site, found);
  return found.name;
}

function findName(audited: AuditedCode, site: CallSite): string | null {
  const { code } = audited;
  const { function: index, call } = site;
  const [, module, member] = REQUIRED.exec(call.callee) ?? [];
  if (module !== undefined) return `${OF_NODE.test(module) ? 'node:' : ''}${module}.${member}`;
  return (
    code.nameOf(index, call.callee) ?? fieldName(audited, site) ?? nameOfProduct(audited, site)
  );
}

/** `self.client.get` of a class that makes its `client` itself, or says what it is. */
function fieldName(audited: AuditedCode, { function: index, call }: CallSite): string | null {
  const { code } = audited;
  const [, field, rest] = FIELD.exec(call.callee) ?? [];
  if (field === undefined || rest === undefined) return null;
  const { owner } = code.rawOf(index);
  const file = code.facts.functions[index]?.file ?? '';
  const made = code
    .variablesOf(file)
    .find((one) => one.name === field && one.owner !== null && one.owner === owner);
  if (made === undefined) return null;
  const name = code.nameOf(index, typeOf(code, file, made)) ?? madeBy(audited, file, made);
  return name === null ? null : `${name}${rest}`;
}

type Variable = ReturnType<ProjectCode['variablesOf']>[number];

/** `git.Repo` of `git.Repo | None` and `Optional[git.Repo]`; of a parameter that a field is given, its type. */
function typeOf({ variablesOf }: ProjectCode, file: string, made: Variable): string {
  const given =
    made.how === 'alias'
      ? variablesOf(file).findLast(
          (one) => one.name === made.of && one.how === 'type' && one.line <= made.line,
        )
      : undefined;
  const type = (given ?? made).of.replace(/^['"]|['"]$/gu, '');
  return /^(?:\w+\.)*Optional\[(.+)\]$/u.exec(type)?.[1] ?? type.replace(/\s*\|\s*None$/u, '');
}

/** `get_client().get`, and `client.get` after `client = get_client()`: what a function of the project gives. */
function nameOfProduct(audited: AuditedCode, site: CallSite): string | null {
  const { code } = audited;
  const { callee } = site.call;
  const file = code.facts.functions[site.function]?.file ?? '';
  if (!file.endsWith('.py')) return null;
  const [, inner, last] = /^(.+)\([^()]*\)((?:\.\w+)+)$/su.exec(callee) ?? [];
  if (inner !== undefined && last !== undefined) {
    const made = code
      .callsOf(site.function)
      .find(({ raw, call }) => raw.start === site.raw.start && call.callee === inner);
    return nameWith(made === undefined ? null : productBehind(audited, made), last);
  }
  const [, name, rest] = /^(\w+)((?:\.\w+)+)$/u.exec(callee) ?? [];
  if (name === undefined || rest === undefined) return null;
  const held = code
    .variablesOf(file)
    .findLast((one) => one.name === name && one.owner === null && one.line <= site.call.line);
  return nameWith(held === undefined ? null : madeBy(audited, file, held), rest);
}

/** What a variable was given by a call of a function of the project. */
function madeBy(audited: AuditedCode, file: string, made: Variable): string | null {
  if (made.how !== 'call') return null;
  const kept = known.get(made);
  if (kept !== undefined) return kept.name;
  const name = findMade(audited, file, made);
  known.set(made, { name });
  return name;
}

const known = new WeakMap<Variable, { readonly name: string | null }>();

function findMade(audited: AuditedCode, file: string, made: Variable): string | null {
  const { code } = audited;
  const { functions } = code.facts;
  for (let index = code.firstOf(file); functions[index]?.file === file; index += 1) {
    const call = code
      .callsOf(index)
      .find(({ call: one }) => one.line === made.line && one.callee === made.of);
    if (call !== undefined) return productBehind(audited, call);
  }
  return null;
}

function productBehind(audited: AuditedCode, { call }: CallSite): string | null {
  const [target] = call.targets;
  return target === undefined || call.isGuess ? null : productOf(audited, target);
}

function nameWith(product: string | null, rest: string): string | null {
  return product === null ? null : `${product}${rest}`;
}
