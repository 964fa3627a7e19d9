import type { CodeIndex, IndexedFile } from './code-index.ts';
import { expressionPath } from './expression-path.ts';
import { sourceName } from './module-source.ts';
import type { Symbols } from './symbols.ts';

/** Names that lead to names; those that lead in a circle are given up. */
const MOST_STEPS = 12;

/** The full name of what an expression stands for: by its names alone, or by what types say on the way. */
export function fullName(
  symbols: Symbols,
  index: CodeIndex,
  file: string,
  scope: number,
  expression: string,
): string | null {
  const name = qualifiedName(index, file, scope, expression);
  if (name !== null) return name;
  const symbol = symbols.evaluate(file, scope, expression);
  return symbol?.type === 'package' ? symbol.name : null;
}

/**
 * The full name of what an expression stands for, as far as it comes from a package, without brackets:
 * `time.sleep` for `sleep` after `from time import sleep`, `requests.Session.get` for `s.get` where
 * `s = requests.Session()`, and for a parameter by the type that is written beside it. Modules of Node.js have
 * `node:` before them. null: it is of the project, or nobody knows.
 */
function qualifiedName(
  index: CodeIndex,
  file: string,
  scope: number,
  expression: string,
  steps = 0,
): string | null {
  const here = index.files.get(file);
  const path = steps > MOST_STEPS ? null : expressionPath(expression);
  const [first, ...rest] = path ?? [];
  if (here === undefined || first === undefined) return null;
  const start = nameOf(index, here, scope, first.name, expression, steps);
  if (start === null) return null;
  return [start.name, ...(start.isWhole ? [] : rest.map(({ name }) => name))].join('.');
}

/** The first name of an expression; whole: what follows it is part of the name already. */
function nameOf(
  index: CodeIndex,
  here: IndexedFile,
  scope: number,
  name: string,
  expression: string,
  steps: number,
): { readonly name: string; readonly isWhole: boolean } | null {
  const { functions, file } = here.facts;
  for (let at = scope; at >= 0; at = at === 0 ? -1 : (functions[at]?.parent ?? 0)) {
    const known = here.variables.get(name)?.findLast((one) => one.scope === (at === 0 ? -1 : at));
    if (known !== undefined && known.of !== name) {
      const made = qualifiedName(index, file, at, known.of, steps + 1);
      return made === null ? null : { name: made, isWhole: false };
    }
    // What is written here hides what has its name outside.
    const isOwn = here.functions.get(name)?.some((one) => functions[one]?.parent === at) === true;
    if (isOwn || (at > 0 && functions[at]?.parameters.includes(name) === true)) return null;
  }
  // `import a.b` is known by all of its path.
  const dotted = [...here.imports.keys()].find(
    (local) => local.includes('.') && (expression === local || expression.startsWith(`${local}.`)),
  );
  if (dotted !== undefined) return { name: expression.replace(/\(.*?\)/gsu, ''), isWhole: true };
  const imported = here.imports.get(name);
  if (imported === undefined) return null;
  const { source, imported: there } = imported;
  const target = index.resolveModule(file, source);
  if (target !== null && there !== '*') return exportedName(index, target, there, steps);
  if (target !== null || source.startsWith('.')) return null;
  const isModule = there === '*' || there === 'default';
  // `os` and `http` are modules of Python as well.
  const module = file.endsWith('.py') ? source : sourceName(source);
  return { name: isModule ? module : `${module}.${there}`, isWhole: false };
}

/** What a file of the project hands on of a package, such as a session that it makes. */
function exportedName(index: CodeIndex, file: string, name: string, steps: number) {
  const local = index.files.get(file)?.exports.get(name)?.local ?? name;
  const made = qualifiedName(index, file, 0, local, steps + 1);
  return made === null ? null : { name: made, isWhole: false };
}
