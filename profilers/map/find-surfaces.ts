import { type MapNode, walk, walkProgram } from './map-node.ts';
import type { MapServices } from './map-services.ts';

/**
 * Tells services that were looked into somewhere in the map from those that were not.
 * @param programs - That do what the map is of.
 * @returns Names of the services that were asked and not looked into (P811-16).
 */
export function findSurfaces(
  roots: ReadonlyMap<string, MapNode>,
  programs: ReadonlySet<string | null>,
  { ofFile }: MapServices,
): readonly string[] {
  const seen = new Set<string | null>([...programs].map(ofFile));
  // Where a tool was started, or nothing that serves, the code that was seen to run tells.
  if (seen.size === 0 || seen.has(null)) {
    for (const { of } of walkProgram(roots.values())) {
      if (of.owner === 'project') seen.add(ofFile(of.file));
    }
  }
  const asked = [...walk(roots.values())].filter((node) => node.asked !== null);
  for (const { asked: service } of asked) if (service?.isProfiled === true) seen.add(service.name);
  const surfaces = new Set<string>();
  for (const node of asked) {
    const { name = null, isProfiled = true } = node.asked ?? {};
    if (isProfiled || name === null) continue;
    if (seen.has(name)) node.asked = { name, isProfiled: true };
    else surfaces.add(name);
  }
  return [...surfaces].sort();
}
