import type { SgNode } from '@ast-grep/napi';
import { once, type ProjectCode } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';

/** A parameter that a dependency of FastAPI fills. */
export interface InjectedParameter {
  readonly name: string;
  /** Type as written, without `Annotated` around it; null if there is none. */
  readonly type: string | null;
  /** Dependency that provides the value; null: the type itself. */
  readonly dependency: string | null;
  /** File in which the type is written; null for the file of the parameter. */
  readonly file: string | null;
}

type Alias = Omit<InjectedParameter, 'name'>;

const known = once(readAliases);

/** Returns a project's aliases by name, like `SessionDep = Annotated[Session, Depends(get_db)]`. */
export function readInjectionAliases({ code }: AuditedCode): ReadonlyMap<string, Alias> {
  return known(code);
}

function readAliases(code: ProjectCode): ReadonlyMap<string, Alias> {
  const found = new Map<string, Alias>();
  for (const file of code.sources) {
    if (!file.endsWith('.py')) continue;
    const text = code.textOf(file) ?? '';
    if (!text.includes('Annotated[') || !text.includes('Depends')) continue;
    for (const node of code.syntaxOf(file)?.findAll({ rule: { kind: 'assignment' } }) ?? []) {
      const [left, right] = [node.field('left'), node.field('right')];
      const alias = right === null ? null : annotated(right);
      if (left?.kind() === 'identifier' && alias !== null)
        found.set(left.text(), { ...alias, file });
    }
  }
  return found;
}

/** null: no dependency fills it. */
export function readInjectedParameter(
  parameter: SgNode,
  aliases: ReadonlyMap<string, Alias>,
): InjectedParameter | null {
  const [value, type] = [parameter.field('value'), parameter.field('type')];
  const name = (parameter.field('name') ?? parameter.child(0))?.text() ?? '';
  const written = type?.child(0) ?? null;
  const dependency = value === null ? null : dependencyOf(value);
  if (dependency !== null) {
    const inner = written === null ? null : (annotated(written)?.type ?? written.text());
    return { name, type: inner, dependency: dependency.of, file: null };
  }
  if (written === null) return null;
  const alias = annotated(written) ?? aliases.get(written.text().replace(/^.*\./su, ''));
  return alias == null ? null : { name, ...alias };
}

/** Parses `Annotated[Session, Depends(get_db)]`; returns null for anything else. */
function annotated(node: SgNode): Alias | null {
  // In annotations the grammar calls it a generic type, elsewhere a subscript.
  const head = node.kind() === 'generic_type' ? node.child(0) : node.field('value');
  if (!/(?:^|\.)Annotated$/u.test(head?.text() ?? '')) return null;
  const call = node
    .findAll({ rule: { kind: 'call' } })
    .find((callNode) => dependencyOf(callNode) !== null);
  const found = call === undefined ? null : dependencyOf(call);
  if (found === null) return null;
  const first = node
    .findAll({ rule: { any: [{ kind: 'identifier' }, { kind: 'attribute' }] } })
    .find((identifier) => identifier.range().start.index > (head?.range().end.index ?? 0));
  return { type: first?.text() ?? null, dependency: found.of, file: null };
}

function dependencyOf(node: SgNode): { readonly of: string | null } | null {
  if (node.kind() !== 'call') return null;
  if (!/(?:^|\.)(?:Depends|Security)$/u.test(node.field('function')?.text() ?? '')) return null;
  const first = node.field('arguments')?.child(1) ?? null;
  return { of: first === null || !first.isNamed() ? null : first.text() };
}
