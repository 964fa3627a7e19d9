import type { Finding } from '../../harness/model/finding.ts';

/** Verdict of doctor on one series of numbers. */
type Opinion = 'none' | 'performance' | 'data';

/** Result of doctor's own analysis, as far as it is read. */
export interface DoctorAnalysis {
  readonly issueCategory: string;
  readonly issues: {
    readonly delay: Opinion;
    readonly cpu: Opinion;
    readonly memory: Readonly<Record<string, Opinion>>;
    readonly handles: Opinion;
    readonly loopUtilization?: Opinion;
  };
}

interface Words {
  readonly level: Finding['level'];
  readonly message: string;
  readonly remedy?: string;
}

/** Descriptions of Doctor's categories, without certainty: Doctor has its own thresholds. */
const WORDS: Readonly<Record<string, Words>> = {
  none: { level: 'info', message: 'nothing is wrong with the process' },
  'event-loop': {
    level: 'info',
    message: 'the event loop is held up (event-loop): synchronous work keeps requests waiting',
    remedy:
      'Look at the functions that take most of the time, and make them take less or move them into a worker thread.',
  },
  io: {
    level: 'info',
    message:
      'the process waits for something else (io): it has processor to spare while it is asked',
    remedy:
      'Look at what it calls and how long that takes: queries, other services, files; and whether it calls one after the other.',
  },
  gc: {
    level: 'info',
    message: 'memory is what costs (gc): the collector of V8 stops the program often or for long',
    remedy: 'Find the functions that allocate most, with `--with clinic-heapprofiler`.',
  },
  unknown: {
    level: 'info',
    message: 'something is wrong that it cannot name (unknown): its signs contradict each other',
    remedy: 'Take the profile again on a quiet machine, and for longer.',
  },
  data: {
    level: 'warning',
    message: 'there is too little to judge by (data)',
    remedy: 'Measure for longer, some seconds at least.',
  },
};

/** Returns doctor's verdict, with the numbers behind it. */
export function describeDoctorAnalysis({ issueCategory, issues }: DoctorAnalysis): Finding {
  const { level, message, remedy } = WORDS[issueCategory] ?? {
    level: 'warning' as const,
    message: `it says "${issueCategory}", which is not known here`,
  };
  const signs = signsOf(issues);
  const because = signs.length === 0 ? '' : `; conspicuous: ${signs.join(', ')}`;
  return {
    id: 'clinic-doctor',
    level,
    message: `By clinic's doctor, ${message}${because}.`,
    ...(remedy !== undefined && { remedy }),
  };
}

function signsOf({ delay, cpu, memory, handles, loopUtilization }: DoctorAnalysis['issues']) {
  const named: readonly (readonly [string, Opinion | undefined])[] = [
    ['delay of the event loop', delay],
    ['its utilisation', loopUtilization],
    ['CPU usage', cpu],
    ['active handles', handles],
    ...Object.entries(memory).map(([name, opinion]) => [`memory (${name})`, opinion] as const),
  ];
  return named.flatMap(([name, opinion]) => (opinion === 'performance' ? [name] : []));
}
