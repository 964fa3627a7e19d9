import type { Finding } from '../../harness/model/finding.ts';

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
    message: 'the event loop is blocked (event-loop): synchronous work delays requests',
    remedy:
      'Find the functions that take the most time, and speed them up or move them to a worker thread.',
  },
  io: {
    level: 'info',
    message: 'the process waits for I/O or other services (io): the CPU is partly idle under load',
    remedy:
      'Check which calls the process waits for (queries, other services, files), how long they take, and whether they run one after the other.',
  },
  gc: {
    level: 'info',
    message:
      'memory is the bottleneck (gc): the V8 garbage collector pauses the program often or for a long time',
    remedy: 'Find the functions that allocate the most with `--with clinic-heapprofiler`.',
  },
  unknown: {
    level: 'info',
    message: 'the type of problem is unclear (unknown), because the symptoms contradict each other',
    remedy: 'Profile again on a quiet machine, and for longer.',
  },
  data: {
    level: 'warning',
    message: 'there is too little data for a diagnosis (data)',
    remedy: 'Measure for longer, at least a few seconds.',
  },
};

export function describeDoctorAnalysis({ issueCategory, issues }: DoctorAnalysis): Finding {
  const { level, message, remedy } = WORDS[issueCategory] ?? {
    level: 'warning' as const,
    message: `the problem has the unknown category "${issueCategory}"`,
  };
  const signs = signsOf(issues);
  const because = signs.length === 0 ? '' : `; conspicuous: ${signs.join(', ')}`;
  return {
    id: 'clinic-doctor',
    level,
    message: `According to clinic doctor, ${message}${because}.`,
    ...(remedy !== undefined && { remedy }),
  };
}

function signsOf({ delay, cpu, memory, handles, loopUtilization }: DoctorAnalysis['issues']) {
  const named: readonly (readonly [string, Opinion | undefined])[] = [
    ['event loop delay', delay],
    ['event loop utilisation', loopUtilization],
    ['CPU usage', cpu],
    ['active handles', handles],
    ...Object.entries(memory).map(([name, opinion]) => [`memory (${name})`, opinion] as const),
  ];
  return named.flatMap(([name, opinion]) => (opinion === 'performance' ? [name] : []));
}
