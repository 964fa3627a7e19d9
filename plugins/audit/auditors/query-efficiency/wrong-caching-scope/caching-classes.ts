import type { SgNode } from '@ast-grep/napi';
import type { AuditedCode } from '../../../rule.ts';

/** Class that caches the result of a query in a field of its instances. */
export interface CachingClass {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  /** Field with the cached result, as written. */
  readonly field: string;
  readonly fieldLine: number;
  /** Method that runs the query and caches its result. */
  readonly method: string;
  /** Text of that method, with its query. */
  readonly text: string;
  readonly isPerRequest: 'by itself' | 'by its provider';
}

const FIELD =
  /^(?:self|this)\.(_?\w*cache\w*|_?\w*Cache|_?loaded|_?initialized|_?isLoaded|_?isInitialized)$/u;
const QUERY =
  /\.(?:execute|scalars?|query|exec|fetch_all|fetch_one|fetch|find\w*|select|get_all|list_all|list|load_all|\$queryRaw\w*)\s*\(|\.objects\./u;
const HINT = /(?:self|this)\.(?:_?\w*[cC]ache|_?loaded|_?initialized|_?isLoaded|_?isInitialized)/u;

/** Classes that fill a field of each instance by a query, in all of the project. */
export function* findCachingClasses({ code }: AuditedCode): Generator<CachingClass> {
  const files = new Set(code.facts.functions.map(({ file }) => file));
  for (const file of files) {
    if (!HINT.test(code.textOf(file) ?? '')) continue;
    const kind = file.endsWith('.py') ? 'class_definition' : 'class_declaration';
    for (const node of code.syntaxOf(file)?.findAll({ rule: { kind } }) ?? []) {
      const found = readClass(node, file);
      if (found !== null) yield found;
    }
  }
}

function readClass(node: SgNode, file: string): CachingClass | null {
  const isPython = file.endsWith('.py');
  const methods = node.findAll({
    rule: { kind: isPython ? 'function_definition' : 'method_definition' },
  });
  for (const method of methods) {
    const name = method.field('name')?.text() ?? '';
    if (name === '__init__' || name === 'constructor') continue;
    const text = method.text();
    const kept = keptIn(method, isPython);
    if (kept === null || !QUERY.test(text.replaceAll(kept.text(), ''))) continue;
    const field = kept.text().replace(/^(?:self|this)\./u, '');
    // A class-level field outlives the instances.
    if (isOfClass(node, field, isPython)) continue;
    const { start, end } = node.range();
    return {
      name: node.field('name')?.text() ?? '',
      file,
      line: start.line + 1,
      endLine: end.line + 1,
      field,
      fieldLine: kept.range().start.line + 1,
      method: name,
      text,
      isPerRequest: isRequestScoped(node) ? 'by itself' : 'by its provider',
    };
  }
  return null;
}

/** Returns the cache field that a method assigns, as a whole or by entry. */
function keptIn(method: SgNode, isPython: boolean): SgNode | null {
  const kinds = isPython
    ? ['assignment']
    : ['assignment_expression', 'augmented_assignment_expression'];
  for (const assignment of method.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } })) {
    const left = assignment.field('left');
    const value = assignment.field('right')?.text() ?? '';
    const target =
      left?.field('value') ??
      (left?.kind() === 'subscript_expression' ? left.field('object') : left);
    // Clearing the cache does not fill it.
    if (
      target == null ||
      /^(?:None|null|undefined|False|false|\{\}|\[\]|dict\(\)|new Map\(\))$/u.test(value)
    )
      continue;
    if (FIELD.test(target.text())) return target;
  }
  return null;
}

function isOfClass(node: SgNode, field: string, isPython: boolean): boolean {
  const text = node.field('body')?.text() ?? '';
  return isPython
    ? (node.field('body')?.children() ?? []).some((statement) =>
        new RegExp(`^${field}\\b\\s*[:=]`, 'u').test(statement.text()),
      )
    : new RegExp(`static\\s+(?:readonly\\s+)?${field}\\b`, 'u').test(text);
}

/** `@Injectable({ scope: Scope.REQUEST })` */
function isRequestScoped(node: SgNode): boolean {
  const around = node.parent()?.kind() === 'export_statement' ? node.parent() : node;
  return /@Injectable\(\s*\{[^}]*Scope\.(?:REQUEST|TRANSIENT)/u.test(
    around?.text().slice(0, 500) ?? '',
  );
}
