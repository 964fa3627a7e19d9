import type { SgNode } from '@ast-grep/napi';
import {
  FUNCTION_KINDS,
  functionAround,
  kindOf,
  lineOf,
  methodCallOf,
  namesAround,
  nodesOf,
  operatorOf,
  stringValue,
  wrapped,
} from '../../analysis/index.ts';
import {
  type BranchFile,
  type CheckFinding,
  completedCheck,
  parseBranchFile,
  type ReviewCheck,
} from './branch-diff.ts';

/** Function of a file by its qualified name, or all functions that share it. */
interface NamedFunction {
  /** `outer.inner`; `(module)` for top-level code. */
  readonly name: string;
  /** Line of the first of them, from 1. */
  readonly line: number;
  readonly nodes: readonly SgNode[];
}

const MODULE = '(module)';

/** Functions of a file by name, so that they can be found again on the other side of a change. */
function functionsOf(root: SgNode): ReadonlyMap<string, NamedFunction> {
  const all = [root, ...nodesOf(root, ...FUNCTION_KINDS)];
  return new Map(
    [...Map.groupBy(all, (node) => (node.id() === root.id() ? MODULE : nameOf(node)))].map(
      ([name, nodes]) => {
        const [first = root] = nodes;
        return [name, { name, nodes, line: lineOf(first) }];
      },
    ),
  );
}

function readFunctionsOnSides(file: BranchFile): {
  readonly before: ReadonlyMap<string, NamedFunction>;
  readonly after: readonly NamedFunction[];
} {
  const [base, head] = [parseBranchFile(file, 'base'), parseBranchFile(file, 'head')];
  return {
    before: base === null ? new Map() : functionsOf(base),
    after: head === null ? [] : [...functionsOf(head).values()],
  };
}

/** Returns the qualified name; an anonymous callback belongs to the function that contains it. */
function nameOf(node: SgNode): string {
  const own = node.children()[0] ?? node;
  return namesAround(own).toReversed().join('.') || MODULE;
}

/** Returns the nodes of these kinds directly in a function, not in a nested named function. */
function ownNodes({ nodes }: NamedFunction, ...kinds: readonly string[]): readonly SgNode[] {
  return nodes.flatMap((owner) => {
    const isModule = !FUNCTION_KINDS.has(kindOf(owner));
    return nodesOf(owner, ...kinds).filter((node) => {
      const around = functionAround(node);
      return isModule ? around === null : around?.id() === owner.id();
    });
  });
}

/** Limit that McCabe proposes for a function (A Complexity Measure, 1976, section IV). */
const MOST_PATHS = 10;
/** Limit that has worked in practice in justified cases (NIST SP 500-235, 1996, section 2.5). */
const MOST_WITH_REASON = 15;
/** Growth from which the branch is responsible for it: half of the limit of a whole function. */
const MUCH_GROWTH = 5;

/** Functions that the branch makes hard to follow, by the number of ways through them. */
export const COMPLEXITY: ReviewCheck = {
  id: 'complexity',
  dimension: 'maintainability',
  run: ({ files }) => completedCheck(files.flatMap(complexFunctionsIn)),
};

function complexFunctionsIn(file: BranchFile): readonly CheckFinding[] {
  const { before, after } = readFunctionsOnSides(file);
  return after.flatMap((namedFunction): readonly CheckFinding[] => {
    const old = before.get(namedFunction.name);
    const [from, to] = [old === undefined ? 0 : complexityOf(old), complexityOf(namedFunction)];
    if (to <= MOST_PATHS || to <= from) return [];
    const isMuch = to > MOST_WITH_REASON && to - from >= MUCH_GROWTH;
    return [
      {
        file: file.path,
        line: namedFunction.line,
        ...(isMuch ? {} : { severity: 'Medium' as const }),
        message: `${namedFunction.name} has a cyclomatic complexity of ${to}, ${old === undefined ? 'in a new function' : `up from ${from}`}`,
        fix: 'extract parts of the function into separate functions',
      },
    ];
  });
}

const BRANCHING = [
  'if_statement',
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
  'switch_case',
  'catch_clause',
  'ternary_expression',
  'binary_expression',
];

/** Computes the cyclomatic complexity: one, plus one for each branching point. */
function complexityOf(namedFunction: NamedFunction): number {
  return 1 + ownNodes(namedFunction, ...BRANCHING).filter(parts).length;
}

function parts(node: SgNode): boolean {
  return kindOf(node) !== 'binary_expression' || /^(?:&&|\|\||\?\?)$/u.test(operatorOf(node));
}

/** Handlers of errors and events, counted in a function. */
const HANDLING: readonly (readonly [
  kind: string,
  find: (namedFunction: NamedFunction) => number,
])[] = [
  ['catch block', (namedFunction) => ownNodes(namedFunction, 'catch_clause').length],
  ['finally block', (namedFunction) => ownNodes(namedFunction, 'finally_clause').length],
  ['.catch() handler', (namedFunction) => methods(namedFunction, isCatch)],
  ['event handler', (namedFunction) => methods(namedFunction, isListener)],
];

/**
 * Reports handlers that a function no longer has, so errors it used to catch now propagate.
 * Handlers moved to functions that the branch adds to the same file are not lost.
 */
export const DROPPED_HANDLING: ReviewCheck = {
  id: 'dropped-handling',
  dimension: 'side_effects',
  run: ({ files }) => completedCheck(files.flatMap(droppedHandlersIn)),
};

function droppedHandlersIn(file: BranchFile): readonly CheckFinding[] {
  const { before: old, after: fresh } = readFunctionsOnSides(file);
  const added = fresh.filter(({ name }) => !old.has(name));
  return HANDLING.flatMap(([kind, count]) => {
    const moved = added.reduce((sum, namedFunction) => sum + count(namedFunction), 0);
    const dropped = fresh.flatMap((namedFunction) => {
      const known = old.get(namedFunction.name);
      const lost = known === undefined ? 0 : count(known) - count(namedFunction);
      return lost > 0 ? [{ namedFunction, lost }] : [];
    });
    if (dropped.reduce((sum, { lost }) => sum + lost, 0) <= moved) return [];
    return dropped.map(({ namedFunction, lost }) => ({
      file: file.path,
      line: namedFunction.line,
      message: `${namedFunction.name} lost ${lost === 1 ? `a ${kind}` : `${lost} ${kind}s`}`,
      fix: 'handle the same errors and events as before',
    }));
  });
}

function methods(namedFunction: NamedFunction, isMeant: (call: SgNode) => boolean): number {
  return ownNodes(namedFunction, 'call_expression').filter(isMeant).length;
}

function isCatch(call: SgNode): boolean {
  return methodCallOf(call)?.method === 'catch';
}

const LISTENING = /^(?:on|once|addListener|addEventListener|prependListener)$/u;

function isListener(call: SgNode): boolean {
  const found = methodCallOf(call);
  const [event] = found?.given ?? [];
  return found !== null && LISTENING.test(found.method) && event !== undefined
    ? stringValue(event) !== null && nodesOf(call, 'arguments').length > 0
    : false;
}

/**
 * Calls that a function used to await and now starts without awaiting them, which changes the order
 * of execution. Calls whose promise is passed on, to `Promise.all` or to the caller, are awaited
 * elsewhere.
 */
export const DROPPED_AWAITS: ReviewCheck = {
  id: 'dropped-awaits',
  dimension: 'correctness',
  run: ({ files }) => completedCheck(files.flatMap(droppedAwaitsIn)),
};

function droppedAwaitsIn(file: BranchFile): readonly CheckFinding[] {
  const { before, after } = readFunctionsOnSides(file);
  return after.flatMap((namedFunction) => {
    const old = before.get(namedFunction.name);
    if (old === undefined) return [];
    const awaited = new Set(callsOf(old).filter(isAwaited).map(calleeOf));
    const alreadyLoose = new Set(callsOf(old).filter(isLoose).map(calleeOf));
    return callsOf(namedFunction).flatMap((call): readonly CheckFinding[] => {
      const callee = calleeOf(call);
      if (!awaited.has(callee) || alreadyLoose.has(callee) || !isLoose(call)) return [];
      return [
        {
          file: file.path,
          line: lineOf(call),
          message: `${callee}() is no longer awaited in ${namedFunction.name}`,
          fix: `await the call, or pass its promise to code that awaits it`,
        },
      ];
    });
  });
}

function callsOf(namedFunction: NamedFunction): readonly SgNode[] {
  return ownNodes(namedFunction, 'call_expression');
}

function calleeOf(call: SgNode): string {
  return (call.field('function')?.text() ?? '').replace(/\s+/gu, '');
}

function isAwaited(call: SgNode): boolean {
  const parent = wrapped(call).parent();
  return parent !== null && kindOf(parent) === 'await_expression';
}

/** True where nothing awaits the call: promise dropped, or in a name that is never passed on. */
function isLoose(call: SgNode): boolean {
  const parent = wrapped(call).parent();
  if (parent === null) return false;
  const kind = kindOf(parent);
  if (kind === 'expression_statement') return true;
  if (kind === 'unary_expression') return parent.text().startsWith('void');
  if (kind !== 'variable_declarator') return false;
  const name = parent.field('name');
  return name !== null && kindOf(name) === 'identifier' && !isHandedOn(parent, name.text());
}

/** Nodes that pass a promise to code that may await it. */
const HANDING_ON: ReadonlySet<string> = new Set([
  'await_expression',
  'return_statement',
  'yield_expression',
  'for_in_statement',
  'arguments',
  'array',
  'member_expression',
]);

/** True if a name is later awaited, returned, accessed (`.then`), or passed to a call. */
function isHandedOn(declarator: SgNode, name: string): boolean {
  const isBlock = (node: SgNode): boolean => /^(?:statement_block|program)$/u.test(kindOf(node));
  const scope = declarator.ancestors().find(isBlock);
  if (scope === undefined) return false;
  return nodesOf(scope, 'identifier', 'shorthand_property_identifier').some((use) => {
    if (use.text() !== name || use.parent()?.id() === declarator.id()) return false;
    const above = use.ancestors();
    const inside = above.slice(
      0,
      above.findIndex((ancestor) => ancestor.id() === scope.id()),
    );
    return inside.some((ancestor) => HANDING_ON.has(kindOf(ancestor)));
  });
}
