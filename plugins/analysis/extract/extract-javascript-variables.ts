import type { SgNode } from '@ast-grep/napi';
import type { RawOrigin } from './calls-functions-and-imports-of-source-file.ts';
import { collapseWhitespace, readArgumentText } from './extract-call-expression.ts';
import { readTypeAnnotation } from './parse-type-name.ts';
import {
  type FactExtraction,
  findFrame,
  type NodeRange,
  nodeRange,
  pushFrame,
} from './syntax-tree-visitor-with-scope-frames.ts';
import {
  aliasOrigin,
  collectFunctionArguments,
  mergeValueOrigins,
  typeOrigin,
} from './value-origins.ts';

/** `const x = new C()`, `const x = make()`, `const { a } = require('b')`, `const x: T = …`. */
export function readDeclarator(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const name = node.field('name')?.text();
  const value = node.field('value');
  if (name === undefined) return;
  if (value?.kind() === 'object') {
    pushFrame(reading, { from: span.start, end: span.end, owner: name });
  }
  const source = value === null ? undefined : requiredSource(headOf(reading.text, value));
  if (source !== undefined) {
    for (const requiredName of requiredNames(name))
      reading.imports.push({ ...requiredName, source });
    return;
  }
  const { function: scope } = findFrame(reading, span.start);
  const annotation = node.field('type')?.text();
  const typeName = typeText(annotation);
  const location = {
    ...readTypeAnnotation(annotation),
    line: span.line,
    scope: scope === 0 ? -1 : scope,
    owner: null,
  };
  const from = value === null ? null : readOrigin(reading.text, value);
  if (from === null && typeName === null) return;
  const origin = from ?? typeOrigin(typeName ?? '');
  const isPattern = name.startsWith('{');
  const isCall = value !== null && scope === 0 && !isPattern;
  const functionArguments = isCall ? collectFunctionArguments(value) : {};
  for (const local of isPattern ? localNames(name) : [name]) {
    reading.variables.push({ name: local, ...origin, ...functionArguments, ...location });
  }
}

/** `constructor(private readonly db: Db)` is a field and a parameter, `(db: Db)` a parameter. */
export function readParameter(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const found =
    /^(?:@[\w.]+(?:\([^)]*\))?\s*)*((?:(?:public|private|protected|readonly|override)\s+)*)([\w$]+)\??\s*:\s*(?:[A-Z]\w*<)?([A-Za-z_$][\w$.]*)/u.exec(
      node.text().slice(0, 300),
    );
  const [, access = '', name, type] = found ?? [];
  if (name === undefined || type === undefined) return;
  const { function: scope, owner } = findFrame(reading, span.start);
  const base = {
    name,
    ...typeOrigin(type),
    line: span.line,
    ...readTypeAnnotation(node.field('type')?.text()),
  };
  reading.variables.push({ ...base, scope, owner: null });
  if (access !== '') reading.variables.push({ ...base, scope: -1, owner });
}

export function readField(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const name = (node.field('name') ?? node.field('property'))?.text();
  const { owner } = findFrame(reading, span.start);
  reading.pendingDecorators = [];
  if (name === undefined || owner === null) return;
  const value = node.field('value');
  const annotation = node.field('type')?.text();
  const typeName = typeText(annotation);
  const origin =
    (value === null ? null : readOrigin(reading.text, value)) ??
    (typeName === null ? null : typeOrigin(typeName));
  if (origin !== null) {
    reading.variables.push({
      name,
      ...origin,
      ...readTypeAnnotation(annotation),
      ...(value === null ? {} : collectFunctionArguments(value)),
      line: span.line,
      scope: -1,
      owner,
    });
  }
}

/** `this.x = new C()`, `module.exports = f`, `exports.a = …`. */
export function readAssignment(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const left = node.field('left')?.text() ?? '';
  const value = node.field('right');
  if (value === null) return;
  const frame = findFrame(reading, span.start);
  const field = /^this\.([\w$]+)$/u.exec(left)?.[1];
  if (field !== undefined && frame.owner !== null) {
    const origin = readOrigin(reading.text, value);
    if (origin === null) return;
    const scope = origin.kind === 'alias' ? frame.function : -1;
    reading.variables.push({ name: field, ...origin, line: span.line, scope, owner: frame.owner });
    return;
  }
  const exported = /^(?:module\.)?exports\.([\w$]+)$/u.exec(left)?.[1];
  if (exported !== undefined) {
    const local = value.kind() === 'identifier' ? value.text() : exported;
    reading.exports.push({ exported, local, source: null });
    pushFrame(reading, { from: span.start, end: span.end });
  } else if (left === 'module.exports') {
    readModuleExports(reading, value, span);
  } else if (/^[\w$]+$/u.test(left)) {
    // `let pool; … pool = new Pool()`
    const origin = readOrigin(reading.text, value);
    if (origin === null || origin.kind === 'alias') return;
    reading.variables.push({ name: left, ...origin, line: span.line, scope: -1, owner: null });
  }
}

function readModuleExports(reading: FactExtraction, value: SgNode, span: NodeRange): void {
  if (value.kind() === 'object') {
    for (const child of value.children()) {
      const kind = String(child.kind());
      const name =
        kind === 'shorthand_property_identifier' ? child.text() : child.field('key')?.text();
      const target = child.field('value');
      const local = target?.kind() === 'identifier' ? target.text() : name;
      if (name !== undefined && local !== undefined) {
        reading.exports.push({ exported: name, local, source: null });
      }
      const method = kind === 'method_definition' ? child.field('name')?.text() : undefined;
      if (method !== undefined) {
        reading.exports.push({ exported: method, local: method, source: null });
      }
    }
    return;
  }
  const source = requiredSource(headOf(reading.text, value));
  if (source !== undefined) {
    reading.exports.push({ exported: 'default', local: '*', source });
    reading.exports.push({ exported: '*', local: '*', source });
    return;
  }
  const isName = value.kind() === 'identifier';
  const own = isName ? value.text() : 'default';
  reading.exports.push({ exported: 'default', local: own, source: null });
  const origin = isName ? null : readOrigin(reading.text, value);
  if (origin !== null && origin.kind !== 'alias') {
    reading.variables.push({
      name: 'default',
      ...origin,
      ...collectFunctionArguments(value),
      line: span.line,
      scope: -1,
      owner: null,
    });
  }
}

/** Origin of a value: the innermost expression that is called, constructed or named. */
export function readOrigin(text: string, value: SgNode): RawOrigin | null {
  const kind = String(value.kind());
  const inner = ['await_expression', 'parenthesized_expression'].includes(kind)
    ? value.child(1)
    : ['as_expression', 'non_null_expression', 'satisfies_expression'].includes(kind)
      ? value.child(0)
      : null;
  if (inner !== null) return readOrigin(text, inner);
  if (kind === 'ternary_expression') {
    const branches = [value.field('consequence'), value.field('alternative')];
    return mergeValueOrigins(branches.map((branch) => branchOf(text, branch)));
  }
  if (kind === 'binary_expression') {
    // `global.prisma ?? new PrismaClient()`
    const right = value.field('right');
    return right === null ? null : readOrigin(text, right);
  }
  if (kind === 'call_expression' || kind === 'new_expression') {
    const target = value.field(kind === 'new_expression' ? 'constructor' : 'function');
    if (target === null) return null;
    const at = nodeRange(target);
    return {
      kind: kind === 'new_expression' ? 'new' : 'call',
      expression: collapseWhitespace(text.slice(at.start, at.end)).slice(0, 300),
      argumentText: readArgumentText(text, at.end, nodeRange(value).end),
    };
  }
  if (kind === 'identifier' || kind === 'member_expression') {
    return aliasOrigin(collapseWhitespace(value.text()).slice(0, 300));
  }
  return null;
}

/** Returns the origin of a branch; undefined if its value is `null` or `undefined`. */
function branchOf(text: string, branch: SgNode | null): RawOrigin | null | undefined {
  const kind = String(branch?.kind());
  if (kind === 'null' || kind === 'undefined') return undefined;
  return branch === null ? null : readOrigin(text, branch);
}

/** First characters of a value: some values are as long as their file, and `require` is short. */
function headOf(text: string, value: SgNode): string {
  const { start, end } = nodeRange(value);
  return text.slice(start, Math.min(end, start + 300));
}

/** `require('x')`, `require('x').default`, `await import('x')`. */
function requiredSource(text: string): string | undefined {
  return /^(?:await\s+)?(?:require|import)\(\s*['"`]([^'"`]+)['"`]\s*\)(?:\.default)?$/u.exec(
    text,
  )?.[1];
}

function requiredNames(pattern: string) {
  if (!pattern.startsWith('{')) return [{ local: pattern, imported: '*' }];
  return [...pattern.matchAll(/([\w$]+)(?:\s*:\s*([\w$]+))?/gu)].map(
    ([, imported = '', local]) => ({
      local: local ?? imported,
      imported,
    }),
  );
}

function localNames(pattern: string): readonly string[] {
  return requiredNames(pattern).map(({ local }) => local);
}

/** Returns the name of a type without its type arguments: `Pool` of `: Pool<X> | null`. */
function typeText(annotation: string | undefined): string | null {
  return /^:\s*(?:readonly\s+)?([A-Za-z_$][\w$.]*)/u.exec(annotation ?? '')?.[1] ?? null;
}
