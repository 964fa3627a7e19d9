/** What an address stands for. */
export type Place =
  | { readonly page: 'overview' }
  | { readonly page: 'search'; readonly words: string }
  | { readonly page: 'scenario'; readonly name: string }
  | { readonly page: 'run'; readonly id: string }
  | { readonly page: 'comparison'; readonly id: string };

/** Characters of a search that are looked at. */
const MOST_WORDS = 200;

/** null: there is no such page. Nothing of it is ever part of a path on the disk. */
export function placeOf({ pathname, searchParams }: URL): Place | null {
  const [, room = '', ...rest] = pathname.split('/').map(decoded);
  const [name, ...more] = rest;
  if (room === '' && rest.length === 0) {
    const words = (searchParams.get('q') ?? '').trim().slice(0, MOST_WORDS);
    return words === '' ? { page: 'overview' } : { page: 'search', words };
  }
  if (room === 'scenarios' && name === undefined && searchParams.has('name')) {
    return { page: 'scenario', name: searchParams.get('name') ?? '' };
  }
  if (name === undefined || name === null || more.length > 0) return null;
  if (room === 'scenarios') return { page: 'scenario', name };
  if (room === 'runs') return { page: 'run', id: name };
  if (room === 'comparisons') return { page: 'comparison', id: name };
  return null;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
