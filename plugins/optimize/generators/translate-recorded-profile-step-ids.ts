import type { measure } from 'perf-harness/plugin';
import { z } from 'zod';

const placeSchema = z.object({
  id: z.string(),
  function: z.string(),
  location: z.string().nullable(),
  get children(): z.ZodArray<typeof placeSchema> {
    return z.array(placeSchema);
  },
});
type Place = z.infer<typeof placeSchema>;

/** Part of a generator's request that contains steps. */
const askedSchema = z.object({ map: z.object({ steps: z.array(placeSchema) }) });

/**
 * Returns a mapping from step ids of a recorded map to ids of another map, by function and
 * location, since each profile numbers its steps anew in order of time. Ids that belong to no step
 * are returned unchanged.
 */
export function matchProfileSteps(
  asked: unknown,
  steps: readonly measure.Step[],
): (id: string) => string {
  const recorded = askedSchema.safeParse(asked);
  if (!recorded.success) return (id) => id;
  const now = new Map<string, string>();
  for (const step of flat(steps)) if (!now.has(nameOf(step))) now.set(nameOf(step), step.id);
  const before = new Map(flat(recorded.data.map.steps).map((step) => [step.id, step]));
  return (id) => {
    const step = before.get(id);
    if (step === undefined) return id;
    return now.get(nameOf(step)) ?? `${id} of the recording`;
  };
}

function nameOf({ function: name, location }: Pick<Place, 'function' | 'location'>): string {
  return `${name} ${location}`;
}

function flat<T extends { readonly children: readonly T[] }>(steps: readonly T[]): readonly T[] {
  return steps.flatMap((step) => [step, ...flat(step.children)]);
}
