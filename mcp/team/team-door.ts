import type { Host } from '../../harness/host.ts';
import type { TeamReport } from '../../harness/model/documents/team-report.ts';

/** What a team is begun with, in the words of the command line. */
export interface TeamStart {
  readonly targets: readonly string[];
  readonly parallelMode?: string;
  readonly maxBranches?: string;
  readonly metric?: string;
  readonly for?: string;
  readonly yes?: boolean;
}

/** A question of a session, and what it can be answered with. */
export interface TeamQuestion {
  readonly id: string;
  readonly question: string;
  /** What to read first, relative to the session folder; null: nothing. */
  readonly see: string | null;
  readonly choices: readonly string[];
}

/** What a session stands at. */
export interface TeamStanding {
  readonly report: TeamReport;
  readonly questions: readonly TeamQuestion[];
  /** The tree of tasks, as the command line shows it. */
  readonly text: string;
}

/** What became of something that was said to a session. */
export interface TeamSaid extends TeamStanding {
  /** Whether whoever works on the session was told, and has yet to take it in. */
  readonly isHandedOn: boolean;
}

/** Where the work on a session came to a halt: it is done, or waits for a person. */
export type TeamHalt = { readonly type: 'ended' | 'paused' };

export interface TeamWatching {
  readonly signal: AbortSignal;
  /** Told the name of the session once it is on the disk. */
  readonly onSession: (session: string) => void;
}

/** What people and agents can answer; see `team decide`. */
export type TeamDoorAnswer =
  | { readonly choice: 'proceed' | 'revise' }
  | { readonly choice: 'metric'; readonly metric: string }
  | { readonly choice: 'narrow'; readonly scope: string[] }
  | { readonly choice: 'reorder'; readonly priorities: Record<string, 'P0' | 'P1' | 'P2' | 'P3'> };

export type TeamDoorClosing =
  | { readonly choice: 'archive' | 'keep' }
  | { readonly choice: 'export'; readonly folder: string };

export type TeamDoorOrder =
  | { readonly type: 'revise'; readonly task_id: string; readonly feedback: string | null }
  | { readonly type: 'feedback'; readonly text: string };

/** All that is done to a team for an agent. Each rejects with a UserError for what cannot be done. */
export interface TeamDoor {
  readonly run: (host: Host, words: TeamStart, watching: TeamWatching) => Promise<TeamHalt>;
  /** @param session - null: the only one that is not completed. */
  readonly resume: (
    host: Host,
    session: string | null,
    watching: TeamWatching,
  ) => Promise<TeamHalt>;
  readonly look: (host: Host, session: string | null) => Promise<TeamStanding>;
  readonly decide: (
    host: Host,
    session: string | null,
    question: string | null,
    answer: TeamDoorAnswer,
  ) => Promise<TeamSaid>;
  readonly order: (host: Host, session: string | null, order: TeamDoorOrder) => Promise<TeamSaid>;
  readonly finish: (
    host: Host,
    session: string | null,
    closing: TeamDoorClosing,
  ) => Promise<TeamSaid>;
}
