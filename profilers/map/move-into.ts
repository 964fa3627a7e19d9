import { childOf, type MapNode } from './map-node.ts';

/**
 * Adds a node with all below it to another of the same function.
 * @param part - How much of it, from 0 to 1.
 */
export function moveInto(to: MapNode, from: MapNode, part = 1): void {
  to.cpuMs += part * from.cpuMs;
  to.collectorMs += part * from.collectorMs;
  to.waitMs += part * from.waitMs;
  to.wholeMs += part * from.wholeMs;
  to.calls += part * from.calls;
  to.aloneMs += part * from.aloneMs;
  if (to.asked?.isProfiled !== true) to.asked = from.asked ?? to.asked;
  to.asker ??= from.asker;
  for (const [key, inside] of from.insides) {
    const known = to.insides.get(key) ?? { ...inside, restMs: 0 };
    to.insides.set(key, known);
    known.restMs += part * inside.restMs;
  }
  for (const [name, ms] of from.via) to.via.set(name, (to.via.get(name) ?? 0) + part * ms);
  for (const child of from.children.values()) {
    moveInto(childOf(to, to.children, child.of, child.wait), child, part);
  }
}
