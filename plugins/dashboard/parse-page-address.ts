import { readTrendFilter, type TrendFilter } from './trend-filter.ts';

export type PageAddress =
  | { readonly page: 'overview'; readonly filter: TrendFilter }
  | { readonly page: 'compare'; readonly base: string | null; readonly head: string | null }
  | { readonly page: 'search'; readonly words: string }
  | { readonly page: 'scenario'; readonly name: string; readonly filter: TrendFilter }
  | { readonly page: 'runs' }
  | { readonly page: 'run'; readonly id: string }
  | { readonly page: 'budgets' }
  | { readonly page: 'list'; readonly room: string }
  | { readonly page: 'document'; readonly room: string; readonly id: string };

const MOST_WORDS = 200;

/**
 * @param isRoom - True for the name of a collection. @returns null if there is no such page. No
 * part of the address is ever used in a path on disk.
 */
export function parsePageAddress(
  { pathname, searchParams }: URL,
  isRoom: (word: string) => boolean,
): PageAddress | null {
  const [, room = '', ...rest] = pathname.split('/').map(decoded);
  const [name, ...more] = rest;
  const filter = readTrendFilter(searchParams);
  if (room === '' && rest.length === 0) {
    const words = (searchParams.get('q') ?? '').trim().slice(0, MOST_WORDS);
    return words === '' ? { page: 'overview', filter } : { page: 'search', words };
  }
  if (room === 'scenarios' && name === undefined && searchParams.has('name')) {
    return { page: 'scenario', name: searchParams.get('name') ?? '', filter };
  }
  if (room === 'compare' && name === undefined) {
    const commit = (side: string): string | null => searchParams.get(side) || null;
    return { page: 'compare', base: commit('base'), head: commit('head') };
  }
  if (rest.length === 0) return listOf(room, isRoom);
  if (name === undefined || name === null || more.length > 0) return null;
  if (room === 'scenarios') return { page: 'scenario', name, filter };
  if (room === 'runs') return { page: 'run', id: name };
  return room !== null && isRoom(room) ? { page: 'document', room, id: name } : null;
}

function listOf(room: string | null, isRoom: (word: string) => boolean): PageAddress | null {
  if (room === 'runs' || room === 'budgets') return { page: room };
  return room !== null && isRoom(room) ? { page: 'list', room } : null;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
