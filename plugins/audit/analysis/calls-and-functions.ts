import type { SgNode } from '@ast-grep/napi';
import { type CallSite, FUNCTION_KINDS, once, type ProjectCode } from '../../analysis/index.ts';
import type { AuditedCode, CallCandidate } from '../rule.ts';

export interface CallNamePatterns {
  /** Full names in packages. */
  readonly packaged: RegExp;
  /** Names as written, for calls that resolve to no package or project function. */
  readonly written: RegExp;
}

/** Yields package calls matched by full name, and builtin and method calls matched as written. */
export function* findCallsByPattern(
  audited: AuditedCode,
  { packaged, written }: CallNamePatterns,
  isMeant: (index: number) => boolean,
): Generator<CallCandidate> {
  for (const index of audited.code.facts.functions.keys()) {
    if (!isMeant(index)) continue;
    for (const site of audited.code.callsOf(index)) {
      const name = audited.code.qualifiedNameOf(index, site.call.callee);
      const isOwn = !site.call.isGuess && site.call.targets.length > 0;
      const isFound =
        (name !== null && packaged.test(name)) ||
        (!isOwn && written.test(name ?? site.call.callee));
      if (isFound) yield createCallCandidate(audited, site, name ?? site.call.callee);
    }
  }
}

export function createCallCandidate(
  { code }: AuditedCode,
  site: CallSite,
  name = site.call.callee,
): CallCandidate {
  const { line, endLine } = site.call;
  return { file: code.fileOf(site.function), line, endLine, site, name };
}

export function isPythonFunction({ code }: AuditedCode, index: number): boolean {
  return code.fileOf(index).endsWith('.py');
}

export function isAsyncFunction({ code }: AuditedCode, index: number): boolean {
  return code.facts.functions[index]?.isAsync === true;
}

export function formatFunctionName({ code }: AuditedCode, index: number): string {
  return code.facts.functions[index]?.name ?? '(anonymous)';
}

/** The syntax of a call; null: its file cannot be parsed any more. */
export function findCallNode(
  { code }: Pick<AuditedCode, 'code'>,
  { function: index, raw }: CallSite,
): SgNode | null {
  const root = code.syntaxOf(code.fileOf(index));
  if (root === null) return null;
  const here = callsByEnd(root).get(raw.end) ?? [];
  return here.find((node) => node.range().start.index === raw.start) ?? null;
}

const callsByEnd = once((root: SgNode): ReadonlyMap<number, readonly SgNode[]> => {
  // A grammar takes no kinds but its own.
  const kinds = root.kind() === 'module' ? ['call'] : ['call_expression', 'new_expression'];
  const rule = { any: kinds.map((kind) => ({ kind })) };
  return Map.groupBy(root.findAll({ rule }), (node) => node.range().end.index);
});

/** Returns a function's syntax node, or the file's for module code; null if it no longer parses. */
export function findFunctionNode({ code }: AuditedCode, index: number): SgNode | null {
  const root = code.syntaxOf(code.fileOf(index));
  const { parent, end } = code.functionAt(index);
  if (root === null || parent === -1) return root;
  return functionsByEnd(root).get(end) ?? null;
}

const functionsByEnd = once((root: SgNode): ReadonlyMap<number, SgNode> => {
  const kinds = root.kind() === 'module' ? ['function_definition'] : [...FUNCTION_KINDS];
  const rule = { any: kinds.map((kind) => ({ kind })) };
  // Functions that end at the same offset are found outermost first; the outermost is used.
  const found = new Map<number, SgNode>();
  for (const node of root.findAll({ rule })) {
    const { index } = node.range().end;
    if (!found.has(index)) found.set(index, node);
  }
  return found;
});

const byFile = once((code: ProjectCode) => Map.groupBy(code.facts.functions.keys(), code.fileOf));

/** Returns the index of the innermost function around an offset; module code counts as one. */
export function findEnclosingFunction({ code }: AuditedCode, file: string, offset: number): number {
  // Functions are in the order in which they begin: the last around a place is the innermost.
  const found = byFile(code)
    .get(file)
    ?.findLast((index) => {
      const { start, end } = code.functionAt(index);
      return start <= offset && offset < end;
    });
  if (found === undefined) throw new RangeError(`${file} was not read`);
  return found;
}

/** Memoizes `make` by function of a project. */
export function memoizePerFunction<Value>(
  make: (audited: AuditedCode, index: number) => Value,
): (audited: AuditedCode, index: number) => Value {
  const functionsOf = once<AuditedCode['code'], Map<number, { readonly value: Value }>>(
    () => new Map(),
  );
  return (audited, index) => {
    const made = functionsOf(audited.code);
    const known = made.get(index) ?? { value: make(audited, index) };
    made.set(index, known);
    return known.value;
  };
}

interface CallArgument {
  /** Keyword of the argument; null if it is positional. */
  readonly name: string | null;
  readonly value: string;
}

const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);

/** The arguments of a call from their text, with the brackets around them. */
export function splitArguments(text: string): readonly CallArgument[] {
  const found: string[] = [];
  let depth = 0;
  let quote = '';
  let current = '';
  for (const character of text.replace(/^\(|\)$/gu, '')) {
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'" || character === '`') quote = character;
    else if (OPENING.has(character)) depth += 1;
    else if (CLOSING.has(character)) depth -= 1;
    if (character === ',' && depth === 0 && quote === '') {
      found.push(current);
      current = '';
    } else current += character;
  }
  return [...found, current].flatMap((argument) => {
    const value = argument.trim();
    const named = /^(\w+)\s*=\s*(?!=)(.+)$/su.exec(value);
    if (value === '') return [];
    return [{ name: named?.[1] ?? null, value: named?.[2] ?? value }];
  });
}
