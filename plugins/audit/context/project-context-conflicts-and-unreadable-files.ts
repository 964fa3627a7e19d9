import type { UnreadableLocation } from '../document/audited-project-context-schema.ts';

/** Conflicts and unreadable places, collected as they are found. */
export interface ContextLog {
  readonly conflict: (text: string) => void;
  readonly unread: (file: string, line: number, reason: string) => void;
  readonly conflicts: () => readonly string[];
  readonly places: () => readonly UnreadableLocation[];
}

export function createContextLog(): ContextLog {
  const conflicts = new Set<string>();
  const places = new Map<string, UnreadableLocation>();
  return {
    conflict: (text) => conflicts.add(text),
    unread: (file, line, reason) => {
      places.set(`${file}:${line} ${reason}`, { file, line, reason });
    },
    conflicts: () => [...conflicts],
    places: () => [...places.values()],
  };
}
