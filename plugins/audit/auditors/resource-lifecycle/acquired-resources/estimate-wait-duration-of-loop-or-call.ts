import type { SgNode } from '@ast-grep/napi';

/** Returns the first endless loop of a function, or null. */
export function findEndlessLoop(scope: SgNode): SgNode | null {
  const loops = scope.findAll({ rule: { kind: 'while_statement' } });
  return (
    loops.find((loop) => /^(?:True|1|not\b.*)$/su.test(loop.field('condition')?.text() ?? '')) ??
    null
  );
}

/**
 * Estimates the seconds that a loop with a sleep, or a wait with a timeout, may take; null if it
 * does not wait or is unknown.
 */
export function estimateWaitSeconds(node: SgNode): number | null {
  if (node.kind() === 'call') return secondsOfCall(node);
  const sleeps = node
    .findAll({ rule: { kind: 'call' } })
    .filter((call) => /(?:^|\.)sleep$/u.test(call.field('function')?.text() ?? ''));
  if (sleeps.length === 0) return null;
  if (node.kind() === 'while_statement') return findEndlessLoop(node) === null ? null : Infinity;
  const turns = boundOfLoop(node);
  const seconds = Math.max(
    ...sleeps.map((sleep) => numberIn(sleep.field('arguments')?.child(1)) ?? 0),
  );
  return turns === null ? null : turns * seconds;
}

/** `asyncio.wait_for(event.wait(), timeout=60)`, `asyncio.timeout(60)`. */
function secondsOfCall(call: SgNode): number | null {
  const callee = call.field('function')?.text() ?? '';
  const given = (call.field('arguments')?.children() ?? []).filter((argument) =>
    argument.isNamed(),
  );
  const named = given
    .find((argument) => argument.field('name')?.text() === 'timeout')
    ?.field('value');
  if (/(?:^|\.)wait_for$/u.test(callee)) return numberIn(named ?? given[1]);
  if (/^(?:asyncio\.timeout|anyio\.(?:fail|move_on)_after)$/u.test(callee))
    return numberIn(given[0]);
  return null;
}

function numberIn(node: SgNode | null | undefined): number | null {
  const isNumber = node?.kind() === 'integer' || node?.kind() === 'float';
  return isNumber ? Number(node.text().replaceAll('_', '')) : null;
}

/** Returns the iterations of `for … in range(n)` with a literal number; null if unknown. */
function boundOfLoop(loop: SgNode): number | null {
  const over = loop.field('right');
  if (over?.kind() !== 'call' || over.field('function')?.text() !== 'range') return null;
  const given = (over.field('arguments')?.children() ?? []).filter((argument) =>
    argument.isNamed(),
  );
  const last = given.length === 1 ? given[0] : given[1];
  return last?.kind() === 'integer' ? Number(last.text()) : null;
}
