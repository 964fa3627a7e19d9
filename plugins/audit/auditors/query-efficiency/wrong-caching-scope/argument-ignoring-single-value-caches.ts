import type { SgNode } from '@ast-grep/napi';
import { isFunction, type Language, languageIn, scopeOf } from '../../../../analysis/index.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';

/** Module variable that caches the first caller's value and returns it to all later callers. */
export interface SingleSlotCache extends Candidate {
  readonly variable: string;
  readonly getter: string;
  readonly getterLine: number;
  /** Parameter that the cached value was created from. */
  readonly parameter: string;
}

/** Parameters that exist once in a process, so that all callers pass the same value. */
const ONE_OF =
  /^_*(?:app|application|server|fastify|config|configuration|cfg|conf|settings|env|environment|logger|log|loop|deps|injector|container|cls|self)$/iu;
const STARTS =
  /^_*(?:init|initiali[sz]e|setup|set_up|configure|register|bootstrap|start|connect|create_app|load)(?:[A-Z_]\w*)?$/u;
const EMPTY = /^(?:null|undefined|None)$/u;

/** Yields getters that cache a single value, whatever their argument is. */
export function* findSingleSlotCaches({ code }: AuditedCode): Generator<SingleSlotCache> {
  for (const file of code.sources) {
    const text = code.textOf(file) ?? '';
    const language = languageIn(file);
    const hint = language === 'python' ? /\bglobal \w/u : /^(?:export )?(?:let|var) \w+/mu;
    const root = !isExcludedFile(file) && hint.test(text) ? code.syntaxOf(file) : null;
    if (root === null) continue;
    for (const [variable, declared] of emptyAtTop(root, language)) {
      const kept = keptFor(root, variable, language);
      if (kept === null) continue;
      const { start, end } = declared.range();
      yield { file, line: start.line + 1, endLine: end.line + 1, variable, ...kept };
    }
  }
}

export function judgeSingleSlotCache(found: SingleSlotCache, audited: AuditedCode): Ruling {
  const { variable, getter, parameter, file, getterLine } = found;
  if (ONE_OF.test(parameter)) {
    return { outcome: 'dismissed', reason: `there is one ${parameter} per process` };
  }
  if (STARTS.test(getter)) {
    return { outcome: 'dismissed', reason: `${getter} is called once, at startup` };
  }
  const given = givenTo(getter, audited);
  if (given.size === 1 && [...given].every(isFixed)) {
    return { outcome: 'dismissed', reason: `all callers pass ${[...given][0]}` };
  }
  return {
    outcome: 'confirmed',
    severity: 'MEDIUM',
    issue: `${getter} uses ${variable} to cache the result for the first ${parameter} and returns it for every later call, even one that passes a different ${parameter}`,
    recommendation: `Cache one value per ${parameter} in a map keyed by an identifying property`,
    effort: 'S',
    evidence: [{ file, line: getterLine, text: `${getter} returns ${variable}` }],
  };
}

/** Returns the module variables that start empty and may be reassigned. */
function emptyAtTop(root: SgNode, language: Language): ReadonlyMap<string, SgNode> {
  const found = new Map<string, SgNode>();
  for (const outer of root.children()) {
    const statement = outer.kind() === 'export_statement' ? outer.field('declaration') : outer;
    if (language === 'python') {
      const assignment = statement?.kind() === 'expression_statement' ? statement.child(0) : null;
      const value = assignment?.kind() === 'assignment' ? assignment.field('right') : null;
      if (assignment != null && value !== null && EMPTY.test(value.text())) {
        found.set(assignment.field('left')?.text() ?? '', assignment);
      }
      continue;
    }
    if (statement == null || /^const\b/u.test(statement.text())) continue;
    for (const child of statement.children()) {
      if (child.kind() !== 'variable_declarator') continue;
      const value = child.field('value')?.text() ?? 'undefined';
      if (EMPTY.test(value)) found.set(child.field('name')?.text() ?? '', child);
    }
  }
  return found;
}

type Kept = Pick<SingleSlotCache, 'getter' | 'getterLine' | 'parameter'>;

/** Returns the getter filling a variable from a parameter, if no other code assigns to it. */
function keptFor(root: SgNode, variable: string, language: Language): Kept | null {
  const kinds =
    language === 'python'
      ? ['assignment']
      : ['assignment_expression', 'augmented_assignment_expression'];
  const fills = root
    .findAll({ rule: { any: kinds.map((kind) => ({ kind })) } })
    .filter((assignment) => {
      const isIt =
        assignment.field('left')?.text() === variable && scopeOf(assignment).parent() !== null;
      return isIt && !EMPTY.test(assignment.field('right')?.text() ?? '');
    });
  const [fill, ...more] = fills;
  const value = fill?.field('right');
  if (fill === undefined || value == null || more.length > 0) return null;
  const scope = scopeOf(fill);
  if (!isFunction(scope) || !isGuarded(fill, scope, variable) || !isReturned(scope, variable)) {
    return null;
  }
  const parameter = madeFrom(value, scope, language);
  if (parameter === null) return null;
  return { getter: nameOf(scope), getterLine: scope.range().start.line + 1, parameter };
}

/** True for presence checks: `if (client) return client`, `if client is None:`, `client ??= …`. */
function isGuarded(fill: SgNode, scope: SgNode, variable: string): boolean {
  if (/^(?:\?\?=|\|\|=)$/u.test(fill.field('operator')?.text() ?? '')) return true;
  const plain = new RegExp(
    `^\\(?\\s*(?:!\\s*|not\\s+)?${variable}(?:\\s*(?:[!=]==?\\s*(?:null|undefined)|is\\s+(?:not\\s+)?None))?\\s*\\)?$`,
    'u',
  );
  const tests = scope.findAll({ rule: { kind: 'if_statement' } });
  const own = tests.filter((test) =>
    (test.field('condition')?.text() ?? '').split(/\W+/u).includes(variable),
  );
  return own.length > 0 && own.every((test) => plain.test(test.field('condition')?.text() ?? ''));
}

function isReturned(scope: SgNode, variable: string): boolean {
  return scope
    .findAll({ rule: { kind: 'return_statement' } })
    .some((statement) =>
      new RegExp(`^return\\s+(?:await\\s+)?${variable}\\b!?\\s*(?:as\\b.*)?;?$`, 'u').test(
        statement.text(),
      ),
    );
}

/** Returns the parameter that a value derives from, also through local variables, or null. */
function madeFrom(value: SgNode, scope: SgNode, language: Language): string | null {
  const parameters = parametersOf(scope);
  const seen = new Set<string>();
  const open: SgNode[] = [value];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const name of namesIn(at)) {
      const parameter = parameters.get(name);
      if (parameter !== undefined) return parameter;
      if (seen.has(name)) continue;
      seen.add(name);
      open.push(...valuesFor(name, scope, language));
    }
  }
  return null;
}

/** Lists values assigned to a name, directly or by destructuring. */
function valuesFor(name: string, scope: SgNode, language: Language): readonly SgNode[] {
  const [kind, left, right] =
    language === 'python'
      ? ['assignment', 'left', 'right']
      : ['variable_declarator', 'name', 'value'];
  return scope.findAll({ rule: { kind } }).flatMap((declaration) => {
    const target = declaration.field(left);
    const value = declaration.field(right);
    return target !== null && value !== null && namesIn(target).includes(name) ? [value] : [];
  });
}

function namesIn(node: SgNode): readonly string[] {
  const kinds = ['identifier'];
  if (node.getRoot().root().kind() !== 'module') {
    kinds.push('shorthand_property_identifier', 'shorthand_property_identifier_pattern');
  }
  const inside = node.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } });
  const own = kinds.includes(String(node.kind())) ? [node] : [];
  return [...own, ...inside].flatMap((identifier) => {
    const above = identifier.parent();
    const isMember =
      above?.kind() === 'attribute' && above.field('attribute')?.id() === identifier.id();
    const isKeyword =
      above?.kind() === 'keyword_argument' && above.field('name')?.id() === identifier.id();
    return isMember || isKeyword ? [] : [identifier.text()];
  });
}

/** Names that a function is called with, and the parameter that each belongs to. */
function parametersOf(scope: SgNode): ReadonlyMap<string, string> {
  const list = scope.field('parameters') ?? scope.field('parameter');
  const found = new Map<string, string>();
  const all = list?.kind() === 'identifier' ? [list] : (list?.children() ?? []);
  for (const parameter of all) {
    if (!parameter.isNamed()) continue;
    const pattern = parameter.field('pattern') ?? parameter.field('name') ?? parameter;
    const target = pattern.kind() === 'typed_parameter' ? (pattern.child(0) ?? pattern) : pattern;
    const names = [...new Set(namesIn(target))];
    for (const name of names) found.set(name, names.length === 1 ? name : names.join(', '));
  }
  return found;
}

function nameOf(scope: SgNode): string {
  const above = scope.parent();
  const given = above?.kind() === 'variable_declarator' ? above.field('name') : null;
  return (scope.field('name') ?? given)?.text() ?? 'the getter';
}

/** Returns the arguments of the calls of a function, as written. */
function givenTo(getter: string, { code }: AuditedCode): ReadonlySet<string> {
  const given = new Set<string>();
  for (const index of code.facts.functions.keys()) {
    for (const { call, raw } of code.callsOf(index)) {
      const isIt = call.callee === getter || call.callee.endsWith(`.${getter}`);
      // A call without arguments goes to another function of the same name.
      if (isIt && !/^\(\s*\)$/u.test(raw.argumentText))
        given.add(raw.argumentText.replace(/\s+/gu, ' '));
    }
  }
  return given;
}

/** True for literals, constants and values read from the settings of the process. */
function isFixed(given: string): boolean {
  return /^\(\s*(?:(?:['"`][^'"`]*['"`]|\d+|[A-Z][A-Z\d_]*|(?:settings|config|env|process\.env|os\.environ)\b[\w.[\]'"]*)\s*,?\s*)*\)$/u.test(
    given,
  );
}
