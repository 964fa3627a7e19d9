import type { SgNode } from '@ast-grep/napi';
import type { RawVariable } from './file-facts.ts';
import { squeeze } from './read-call.ts';
import { spanOf } from './reading.ts';

/** What is handed to these is called by them, and what they give is another function or none. */
const CALLS_BACK =
  /(?:^|\.)(?:on|off|once|use|then|catch|finally|subscribe|listen|observe|effect|watch\w*|add\w*|register\w*|set(?:Timeout|Interval|Immediate)|map|filter|forEach|reduce|find|sort|some|every)$/u;
const NAMES: ReadonlySet<unknown> = new Set(['identifier', 'attribute', 'member_expression']);

/**
 * What a call outside of all functions is handed that may be a function, all along `wrap(options)(f)`: names, and where
 * async functions that are written there begin. What it gives is most likely that function, with something around it.
 */
export function handedOver(value: SgNode): Pick<RawVariable, 'given'> {
  const given: (string | number)[] = [];
  for (
    let call: SgNode | null = value;
    call !== null && isCall(call);
    call = call.field('function')
  ) {
    const target = call.field('function');
    if (!isCall(target) && CALLS_BACK.test(squeeze(target?.text().slice(-80) ?? ''))) return {};
    for (const one of call.field('arguments')?.children() ?? []) {
      if (NAMES.has(one.kind())) given.push(squeeze(one.text()).slice(0, 100));
      else if (one.kind() === 'arrow_function' && one.child(0)?.kind() === 'async') {
        given.push(spanOf(one).start);
      }
    }
  }
  return given.length === 0 ? {} : { given };
}

function isCall(node: SgNode | null): boolean {
  return node?.kind() === 'call' || node?.kind() === 'call_expression';
}
