import type { DatabaseTrigger } from '../../document/audited-project-context-schema.ts';
import type { NotifyChannel } from './triggers-and-notifications-in-sql.ts';

export interface DefinitionLocation {
  readonly file: string;
  readonly line: number;
}

/** A trigger as it was created. */
export interface StoredTrigger extends DefinitionLocation {
  readonly name: string;
  readonly table: string;
  readonly events: readonly DatabaseTrigger['event'][];
  readonly function: string;
  readonly arguments: readonly string[];
}

/** A function as it was created last. */
export interface StoredFunction extends DefinitionLocation {
  readonly returnsTrigger: boolean;
  readonly channels: readonly NotifyChannel[];
  readonly writes: readonly string[];
  readonly calls: readonly string[];
}

/** State of a database after the migrations that were read so far. */
export interface DatabaseState {
  /** By table and name. */
  readonly triggers: Map<string, StoredTrigger>;
  readonly functions: Map<string, StoredFunction>;
  readonly notifications: (DefinitionLocation & { readonly channel: string })[];
}

export function createEmptyDatabase(): DatabaseState {
  return { triggers: new Map(), functions: new Map(), notifications: [] };
}

/** Functions that others call are followed so far. */
const DEEPEST = 4;

/** Collects the channels and tables of a function, including those of the functions it calls. */
export function collectFunctionEffects(
  { functions }: Pick<DatabaseState, 'functions'>,
  name: string,
  given: readonly string[],
  depth = 0,
): { readonly channels: readonly string[]; readonly writes: readonly string[] } {
  const own = functions.get(name);
  if (own === undefined || depth > DEEPEST) return { channels: [], writes: [] };
  const inner = own.calls
    .filter((call) => call !== name)
    .map((call) => collectFunctionEffects({ functions }, call, given, depth + 1));
  const channels = own.channels.flatMap((channel) =>
    typeof channel === 'string'
      ? [channel]
      : channel === null
        ? []
        : (given[channel.argument] ?? []),
  );
  return {
    channels: [...new Set([...channels, ...inner.flatMap((reach) => reach.channels)])],
    writes: [...new Set([...own.writes, ...inner.flatMap((reach) => reach.writes)])],
  };
}
