import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../../analysis/index.ts';
import type { DiscardedList } from './python-discarded-lists.ts';

const SOME = /^(?:> 0|>= 1|!==? 0)$/u;
const NONE = /^(?:===? 0|< 1)$/u;
const FIRST = 'memory and the iterations after the first match';

/** Returns the array `filter` builds only to check for a match or take the first; null: none. */
export function findDiscardedFilter(node: SgNode): DiscardedList | null {
  const object = node.field('object');
  const filter = object === null ? null : filterOf(object);
  if (filter === null) return null;
  if (node.kind() === 'subscript_expression') {
    if (node.field('index')?.text() !== '0' || isAssigned(node)) return null;
    return told(filter, '.filter(…)[0]', '.find', '');
  }
  if (node.field('property')?.text() !== 'length') return null;
  const parent = node.parent();
  const asked = parent?.text().slice(node.text().length).trim().replace(/\s+/gu, ' ') ?? '';
  const isLeft = parent?.kind() === 'binary_expression' && parent.field('left')?.id() === node.id();
  if (isLeft && SOME.test(asked)) return told(filter, `.filter(…).length ${asked}`, '.some', '');
  if (isLeft && NONE.test(asked)) return told(filter, `.filter(…).length ${asked}`, '.some', '!');
  const isNegated = parent?.kind() === 'unary_expression' && parent.text().startsWith('!');
  return isNegated ? told(filter, '!….filter(…).length', '.some', '!') : null;
}

interface Filter {
  readonly list: string;
  readonly test: string;
  readonly waits: boolean;
}

/** Parses a filter by a one-parameter arrow function; jQuery and such take two, or a selector. */
function filterOf(call: SgNode): Filter | null {
  const target = call.kind() === 'call_expression' ? call.field('function') : null;
  const [test, ...others] = argumentsOf(call);
  if (target?.field('property')?.text() !== 'filter' || others.length > 0) return null;
  if (test?.kind() !== 'arrow_function') return null;
  const list = target.field('object')?.text().replace(/\s+/gu, ' ') ?? '';
  const parameters =
    test
      .field('parameters')
      ?.children()
      .filter((child) => child.isNamed()) ?? [];
  if (parameters.length > 1) return null;
  const text = test.text().replace(/\s+/gu, ' ');
  return { list: list.slice(-60), test: text.slice(0, 80), waits: text.startsWith('async') };
}

function told(
  { list, test, waits }: Filter,
  form: string,
  by: string,
  before: string,
): DiscardedList {
  const exemption = waits ? 'the callback is async, and a promise is always truthy' : null;
  return { form, instead: `${before}${list}${by}(${test})`, saves: FIRST, exemption };
}

function isAssigned(node: SgNode): boolean {
  return node.parent()?.field('left')?.id() === node.id();
}

/** Call of a function, which may be expensive. */
const OWN_CALL = {
  rule: { kind: 'call_expression', has: { field: 'function', kind: 'identifier' } },
};

/** Finds `.map(f).slice(a, b)`, discarding results outside the slice; returns null for others. */
export function findDiscardedMap(node: SgNode): DiscardedList | null {
  const target = node.field('function');
  const mapped = target?.field('property')?.text() === 'slice' ? target.field('object') : null;
  const given = mapped === null || mapped === undefined ? null : mapped.field('function');
  if (given?.field('property')?.text() !== 'map') return null;
  const part = argumentsOf(node);
  const map = mapped === null || mapped === undefined ? [] : argumentsOf(mapped);
  const [each, ...others] = map;
  const isPart = part.length > 0 && part[0]?.text() !== '0' ? true : part.length > 1;
  if (each === undefined || others.length > 0 || !isPart) return null;
  if (each.kind() !== 'arrow_function' || isOfPlace(each)) return null;
  // Names, fields and string methods cost next to nothing.
  if (!each.has(OWN_CALL)) return null;
  const list = (given.field('object')?.text() ?? '').replace(/\s+/gu, ' ').slice(-60);
  const cut = node.field('arguments')?.text().replace(/\s+/gu, ' ') ?? '';
  const text = each.text().replace(/\s+/gu, ' ');
  const body = each.field('body');
  const exemption = doesMore(body)
    ? 'the side effects of the callback must run for all elements'
    : null;
  return {
    form: `.map(…).slice${cut}`,
    instead: `${list}.slice${cut}.map(${text.slice(0, 80)})`,
    saves: 'the work on elements that are then discarded',
    exemption,
  };
}

/** True if the callback takes the index of an element, which a preceding slice would change. */
function isOfPlace(arrow: SgNode): boolean {
  const parameters =
    arrow
      .field('parameters')
      ?.children()
      .filter((child) => child.isNamed()) ?? [];
  return parameters.length > 1;
}

/** True if the body has assignments or statements besides `return`, maybe needed for effects. */
function doesMore(body: SgNode | null): boolean {
  if (body === null) return true;
  if (
    body.has({ rule: { any: [{ kind: 'assignment_expression' }, { kind: 'update_expression' }] } })
  )
    return true;
  return body.kind() === 'statement_block' && body.has({ rule: { kind: 'expression_statement' } });
}
