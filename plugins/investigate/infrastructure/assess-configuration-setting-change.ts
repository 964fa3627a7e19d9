import type { CauseMechanism, IncidentChange } from '../document/investigation-document.ts';

export interface SettingJudgement {
  readonly direction: IncidentChange['direction'];
  readonly mechanisms: readonly CauseMechanism[];
  readonly meaning: string;
}

interface SettingRule {
  readonly path: RegExp;
  /** The direction that is suspicious. */
  readonly when: 'down' | 'up' | 'off' | 'on';
  /** Default: worse. */
  readonly direction?: 'hides';
  readonly mechanisms: readonly CauseMechanism[];
  readonly meaning: string;
  /** Set when an absent value means no limit, so that adding a value is a degradation. */
  readonly isLimit?: boolean;
}

const PROCESSORS = /limits?\.cpu|cpus?(?:_?limit|_?quota|_?shares)?$/iu;

/** Rules for settings; the first whose `path` matches the dotted path gives the meaning. */
const RULES: readonly SettingRule[] = [
  {
    path: /(?:pool|connections?)[\w.-]*(?:max|size|limit|total)|(?:max|total)[_.-]?(?:pool|conn|open)\w*|connection_?limit/iu,
    when: 'down',
    mechanisms: ['connections'],
    meaning: 'fewer connections: requests wait for a connection',
  },
  {
    path: /ttl|max_?age|expir(?:y|es|ation|e)|cache[\w.-]*(?:duration|time|seconds|lifetime)/iu,
    when: 'down',
    mechanisms: ['cache', 'queries'],
    meaning: 'shorter cache lifetime: more responses are recomputed',
  },
  {
    path: /cache[\w.-]*(?:size|max|capacity|entries|memory)|maxmemory$/iu,
    when: 'down',
    mechanisms: ['cache', 'queries'],
    meaning: 'smaller cache: more entries are recomputed',
  },
  {
    path: /cache[\w.-]*(?:enabled|active|on)?$/iu,
    when: 'off',
    mechanisms: ['cache', 'queries'],
    meaning: 'caching is off',
  },
  {
    path: /timeout|deadline/iu,
    when: 'up',
    direction: 'hides',
    mechanisms: ['timeouts'],
    meaning: 'longer wait before giving up: hides slowness, and holds resources while waiting',
  },
  {
    path: /retr(?:y|ies)|attempts/iu,
    when: 'up',
    mechanisms: ['load', 'network'],
    meaning: 'more retries: more load on components that are already slow',
  },
  {
    // Kubernetes autoscalers: their targets and delays.
    path: /target[\w.]*(?:utili[sz]ation|average_?value)\w*|scaleUp\.(?:stabilizationWindowSeconds|policies\.\w+\.periodSeconds)$/iu,
    when: 'up',
    mechanisms: ['scaling', 'cpu'],
    meaning: 'scales up later',
  },
  {
    path: /scaleUp\.policies\.\w+\.value$/iu,
    when: 'down',
    mechanisms: ['scaling', 'cpu'],
    meaning: 'adds fewer instances at a time',
  },
  {
    path: /(?:min)?replicas|max_?instances|workers?(?:_count|_processes|s)?$|concurrency|threads?(?:_pool)?(?:_size)?$/iu,
    when: 'down',
    mechanisms: ['scaling', 'cpu'],
    meaning: 'fewer workers share the load',
  },
  {
    path: PROCESSORS,
    when: 'down',
    mechanisms: ['cpu'],
    meaning: 'less CPU: throttled at peaks',
    isLimit: true,
  },
  {
    path: /limits?\.memory|mem(?:ory)?(?:_?limit)?$|max[_-]old[_-]space|shared_buffers|work_mem|buffer_pool/iu,
    when: 'down',
    mechanisms: ['memory'],
    meaning: 'less memory: more garbage collections, more disk reads',
    isLimit: true,
  },
  {
    path: /log_?level|debug|trace|profil/iu,
    when: 'on',
    mechanisms: ['cpu', 'disk'],
    meaning: 'more output per request',
  },
];

/** Judges a change of a setting, from the values as written; null for a value that is absent. */
export function judgeSetting(
  path: string,
  before: string | null,
  after: string | null,
): SettingJudgement {
  const rule = RULES.find((settingRule) => settingRule.path.test(path));
  if (rule === undefined || !isSuspicious(rule, before, after))
    return { direction: 'neutral', mechanisms: [], meaning: '' };
  const { direction = 'worse', mechanisms, meaning } = rule;
  return { direction, mechanisms, meaning };
}

function isSuspicious(
  { path, when, isLimit = false }: SettingRule,
  before: string | null,
  after: string | null,
): boolean {
  if (when === 'off') return isOn(before) && !isOn(after);
  if (when === 'on') return !isOn(before) && isOn(after);
  const [was, is] =
    path === PROCESSORS
      ? [coresOf(before), coresOf(after)]
      : [magnitudeOf(before), magnitudeOf(after)];
  if (isLimit && before === null) return is !== null;
  if (was === null || is === null) return false;
  return when === 'down' ? is < was : is > was;
}

function isOn(value: string | null): boolean {
  return value !== null && /^(?:true|on|yes|1|enabled|debug|trace|verbose|silly)$/iu.test(value);
}

/** Units of time in seconds, of memory in bytes. */
const UNITS: readonly (readonly [unit: RegExp, size: number])[] = [
  [/^ms$/u, 0.001],
  [/^min(?:utes?)?$/u, 60],
  [/^h(?:ours?)?$/u, 3600],
  [/^d(?:ays?)?$/u, 86_400],
  [/^kb?$/u, 1e3],
  [/^kib?$/u, 1024],
  [/^mb$/u, 1e6],
  [/^mib?$/u, 1024 ** 2],
  [/^gb?$/u, 1e9],
  [/^gib?$/u, 1024 ** 3],
];

/** Parses CPU cores in Kubernetes' notation: `80m` is 0.08, whatever the number of digits. */
function coresOf(value: string | null): number | null {
  const [, thousandths] = /^\s*(\d+)m\s*$/u.exec(value ?? '') ?? [];
  return thousandths === undefined ? magnitudeOf(value) : Number(thousandths) / 1_000;
}

/**
 * Converts a number with a unit to a comparable value; null if it is not one. `m` means
 * thousandths, as for Kubernetes CPUs, after a number of three digits or more, and minutes
 * otherwise.
 */
function magnitudeOf(value: string | null): number | null {
  const [, digits, unit = ''] = /^\s*(-?\d+(?:[._]\d+)*)\s*([a-z%]*)\s*$/iu.exec(value ?? '') ?? [];
  if (digits === undefined) return null;
  const number = Number(digits.replaceAll('_', ''));
  const word = unit.toLowerCase();
  if (word === 'm') return number * (Math.abs(number) >= 100 ? 0.001 : 60);
  return number * (UNITS.find(([form]) => form.test(word))?.[1] ?? 1);
}
