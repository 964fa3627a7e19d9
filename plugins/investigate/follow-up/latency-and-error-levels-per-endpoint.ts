import type { DataPart, ServedLevel } from '../document/investigation-document.ts';
import {
  type RequestCell,
  type RequestTable,
  sumRequestCells,
} from '../observations/requests-by-interval.ts';

/** Level of all requests or one endpoint: before the incident, during it, in the logs since. */
export interface TrackedLevel {
  /** Empty: all requests. */
  readonly name: string;
  readonly before: ServedLevel;
  readonly during: ServedLevel;
  readonly isAffected: boolean;
  readonly cells: readonly (RequestCell | undefined)[];
}

/** Maximum number of endpoints analysed individually. */
const MOST_ENDPOINTS = 50;

/** Levels of the report together with the requests read since; all requests come first. */
export function listTrackedLevels(
  { before, after, endpoints }: DataPart,
  requests: RequestTable,
): readonly TrackedLevel[] {
  const read = new Map(requests.endpoints().map(({ name, cells }) => [name, cells]));
  const all = Array.from({ length: requests.grid.length }, (_, interval) => {
    const cells = [...read.values()].flatMap((of) => of[interval] ?? []);
    return cells.length === 0 ? undefined : sumRequestCells(cells);
  });
  return [
    ...(before === null || after === null
      ? []
      : [{ name: '', before, during: after, isAffected: true, cells: all }]),
    ...endpoints.slice(0, MOST_ENDPOINTS).map((endpoint) => ({
      name: endpoint.name,
      before: endpoint.before,
      during: endpoint.after,
      isAffected: endpoint.is_affected,
      cells: read.get(endpoint.name) ?? [],
    })),
  ];
}
