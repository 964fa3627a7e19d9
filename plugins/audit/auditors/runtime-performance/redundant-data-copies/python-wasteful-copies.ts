import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, partsOf, scopeOf, valuesOf } from '../../../../analysis/index.ts';
import { truncateNodeText } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { isInLoop } from '../explain-hot-path.ts';
import { findGrowingLoop } from '../string-concat-in-loop/string-growing-loop.ts';
import { explainSerializationCopy } from './justify-copy-through-serialization.ts';
import { readFieldText, type WastefulCopyPattern } from './wasteful-copy.ts';

const LISTS: ReadonlySet<unknown> = new Set(['list', 'list_comprehension', 'tuple']);
/** Functions that build a new table or array from all of their arguments. */
const MADE_ANEW =
  /^(?:(?:np|numpy)\.(?:append|concatenate|vstack|hstack|r_)|(?:pd|pandas)\.concat|(?:copy\.)?(?:deep)?copy|dict)$/u;

/** Returns the wasteful copy that a call makes, or null. */
export function findPythonCallWaste(call: SgNode): WastefulCopyPattern | null {
  return summedLists(call) ?? turnedAround(call) ?? restHandedOn(call);
}

/** Finds `sum(lists, [])`, which copies the running list for each of its lists. */
function summedLists(call: SgNode): WastefulCopyPattern | null {
  const callee = readFieldText(call, 'function');
  const [first, ...others] = argumentsOf(call);
  if (first === undefined || !/^(?:sum|(?:functools\.)?reduce)$/u.test(callee)) return null;
  const last = others.at(-1);
  const start = last?.kind() === 'keyword_argument' ? last.field('value') : last;
  if (start == null || !/^(?:\[\s*\]|\(\s*\)|list\(\))$/u.test(start.text())) return null;
  const joins = /^(?:operator\.)?(?:add|concat)$|^lambda\s+(\w+)\s*,\s*(\w+)\s*:\s*\1\s*\+\s*\2$/u;
  if (callee !== 'sum' && !joins.test(first.text())) return null;
  const over = callee === 'sum' ? first : (others[0] ?? first);
  const most = over.kind() === 'list' || over.kind() === 'tuple' ? partsOf(over).length : null;
  return {
    does: `concatenates lists with ${truncateNodeText(call)}, which copies all existing elements again for each list`,
    instead: `list(itertools.chain.from_iterable(${truncateNodeText(over)}))`,
    most,
    grows: true,
  };
}

/** `json.loads(json.dumps(x))`, and models that are made dictionaries to be written as JSON. */
function turnedAround(call: SgNode): WastefulCopyPattern | null {
  const callee = readFieldText(call, 'function');
  const [inner, ...others] = argumentsOf(call);
  if (inner?.kind() !== 'call' || others.length > 0) return null;
  const within = readFieldText(inner, 'function');
  const given = argumentsOf(inner);
  const [first] = given;
  if (callee === 'json.loads' && within === 'json.dumps' && first !== undefined) {
    const converts =
      given.length > 1
        ? 'the round trip through JSON also converts the copied values'
        : (explainSerializationCopy(call, first) ?? undefined);
    return {
      does: `copies ${truncateNodeText(first)} by serializing it to JSON and parsing it again with ${truncateNodeText(call)}`,
      instead: `${truncateNodeText(first)} itself, or copy.deepcopy(${truncateNodeText(first)})`,
      most: null,
      grows: false,
      ...(converts === undefined ? {} : { exemption: converts }),
    };
  }
  const model = /^(.+)\.model_dump(_json)?$/su.exec(within);
  if (model === null) return null;
  const isWritten = callee === 'json.dumps' && model[2] === undefined;
  const isRead = callee === 'json.loads' && model[2] !== undefined;
  if (!isWritten && !isRead) return null;
  const args = inner.field('arguments')?.text() ?? '()';
  const plain = args.replace(/mode\s*=\s*['"]\w+['"]\s*,?\s*/u, '');
  const only = plain === '()' ? '' : `, ${plain.slice(1, -1)}`;
  return {
    does: `makes ${isWritten ? 'a dictionary from a model only to convert it to text' : 'text from a model only to parse it into a dictionary'}, ${truncateNodeText(call)}`,
    instead: isWritten
      ? `${model[1]}.model_dump_json${plain}`
      : `${model[1]}.model_dump(mode="json"${only})`,
    most: null,
    grows: false,
  };
}

/** Finds `f(items[1:])` in `f` itself. */
function restHandedOn(call: SgNode): WastefulCopyPattern | null {
  const scope = scopeOf(call);
  const name = /(?:^(?:self|cls)\.)?(\w+)$/u.exec(readFieldText(call, 'function'))?.[1];
  if (name === undefined || name !== readFieldText(scope, 'name')) return null;
  const rest = argumentsOf(call).find((argument) => /^\w+\[1:\]$/u.test(argument.text()));
  if (rest === undefined) return null;
  return {
    does: `calls itself with ${rest.text()}, a copy of all remaining elements, for each element`,
    instead: `a loop, or an index passed along with the list`,
    most: null,
    grows: true,
  };
}

/** `x = x + […]`, `x = [*x, y]`, `x = {**x, …}`, `x = np.append(x, y)`, `x = x[1:]` and `x += (y,)` in a loop. */
export function findPythonAssignmentWaste(node: SgNode): WastefulCopyPattern | null {
  const name = readFieldText(node, 'left');
  const value = node.field('right');
  if (value === null || !/^(?:self\.)?\w+$/u.test(name) || !isInLoop(node)) return null;
  const instead = insteadOf(node, name, value);
  const loop = instead === null ? null : findGrowingLoop(node, name);
  if (instead === null || loop === null) return null;
  return {
    does: `copies all of ${name} with ${truncateNodeText(node)} in each iteration of the loop over ${loop.over}`,
    instead,
    most: loop.most,
    grows: true,
  };
}

function insteadOf(node: SgNode, name: string, value: SgNode): string | null {
  if (node.kind() === 'augmented_assignment') {
    const isTuple = value.kind() === 'tuple' && readFieldText(node, 'operator') === '+=';
    return isTuple ? `a list to append to` : null;
  }
  const [first] = partsOf(value);
  if (value.kind() === 'binary_operator') {
    if (readFieldText(value, 'left') !== name) return null;
    const added = value.field('right');
    const sign = readFieldText(value, 'operator');
    const isList = LISTS.has(added?.kind()) || (sign === '+' && startsAs(node, name, LISTS));
    if (sign === '+') return isList ? `${name}.extend(${added?.text() ?? ''})` : null;
    const isDictionary = sign === '|' && added?.kind() === 'dictionary';
    return isDictionary ? `${name}.update(${added?.text() ?? ''})` : null;
  }
  if (value.kind() === 'list' && first?.kind() === 'list_splat') {
    if (first.text() !== `*${name}`) return null;
    const isOfMany = partsOf(value).some((part, at) => at > 0 && part.kind() === 'list_splat');
    return isOfMany ? `${name}.extend(…)` : `${name}.append(…)`;
  }
  if (value.kind() === 'dictionary' && first?.kind() === 'dictionary_splat') {
    return first.text() === `**${name}` ? `${name}.update(…)` : null;
  }
  if (value.kind() === 'subscript') {
    const isRest = new RegExp(`^${name.replace('.', '\\.')}\\[1:\\]$`, 'u').test(value.text());
    return isRest ? 'an index, or collections.deque with popleft()' : null;
  }
  return value.kind() === 'call' ? insteadOfCall(name, value) : null;
}

function insteadOfCall(name: string, call: SgNode): string | null {
  const callee = readFieldText(call, 'function');
  const [first] = argumentsOf(call);
  const isOwn = first?.text() === name;
  const isAmong =
    /^[[(]/u.test(first?.text() ?? '') && partsOf(first as SgNode)[0]?.text() === name;
  if (!MADE_ANEW.test(callee) || !(isOwn || isAmong)) return null;
  if (callee === 'dict') return argumentsOf(call).length > 1 ? `${name}.update(…)` : null;
  if (/copy$/u.test(callee)) return isOwn ? `${name} itself` : null;
  return `a list of the parts and a single ${callee} call after the loop`;
}

function startsAs(node: SgNode, name: string, kinds: ReadonlySet<unknown>): boolean {
  const [first] = valuesOf(name, scopeOf(node), 'python');
  return first !== undefined && kinds.has(first.kind());
}
