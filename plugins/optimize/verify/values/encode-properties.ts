import type {
  EncodedProperty,
  EncodedValue,
  ObjectState,
  PropertyKeyValue,
} from './encoded-value.ts';

/** True for properties that are described elsewhere. Default: none. */
type IsSkipped = ((key: string | symbol) => boolean) | undefined;

/** Describes own properties in their order. Accessors are described, but not called. */
export function encodeProperties(
  object: object,
  isSkipped: IsSkipped,
  encode: (value: unknown) => EncodedValue,
  closed: ObjectState['closed'],
): readonly EncodedProperty[] {
  return listOtherKeys(object, isSkipped).flatMap((key): EncodedProperty[] => {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    if (descriptor === undefined) return [];
    const isAccessor = descriptor.get !== undefined || descriptor.set !== undefined;
    const isFixed = closed === 'frozen' || closed === 'sealed';
    return [
      {
        key: encode(key) as PropertyKeyValue,
        ...(isAccessor
          ? { value: null, get: encode(descriptor.get), set: encode(descriptor.set) }
          : { value: encode(descriptor.value) }),
        ...(descriptor.enumerable !== true && { hidden: true }),
        ...(descriptor.writable === false && closed !== 'frozen' && { readOnly: true }),
        ...(descriptor.configurable !== true && !isFixed && { permanent: true }),
      },
    ];
  });
}

/** Bytes of a view above which it has its items alone: listing the keys of an image takes 0.1 s. */
const LARGE_BYTES = 4_096;

/** Lists the own keys that the shape of an object does not contain. */
function listOtherKeys(
  object: object,
  isSkipped: IsSkipped = () => false,
): readonly (string | symbol)[] {
  if (ArrayBuffer.isView(object) && object.byteLength > LARGE_BYTES) return [];
  const keys = Reflect.ownKeys(object);
  // Indexes precede all other keys.
  const others = isSkipped('0') ? keys.slice(keys.findLastIndex(isIndex) + 1) : keys;
  return others.filter((key) => !isSkipped(key));
}

/** Returns the degree to which an object is closed to changes. */
export function readExtensibility(object: object): ObjectState['closed'] {
  if (Object.isExtensible(object)) return undefined;
  // Without properties everything that cannot be extended is frozen, a function too.
  if (Object.isFrozen(object)) return 'frozen';
  return Object.isSealed(object) ? 'sealed' : 'inextensible';
}

/** Sets own properties to their recorded state and order, except those that the kind describes. */
export function restoreProperties(
  object: object,
  { properties, closed }: ObjectState,
  isSkipped: IsSkipped,
  decode: (value: EncodedValue) => unknown,
): void {
  if (Object.isExtensible(object)) {
    for (const key of listOtherKeys(object, isSkipped)) Reflect.deleteProperty(object, key);
  }
  for (const property of properties) {
    const { key, value, get, set, hidden, readOnly, permanent } = property;
    const common = { enumerable: hidden !== true, configurable: permanent !== true };
    const descriptor: PropertyDescriptor =
      get !== undefined
        ? {
            ...common,
            get: decode(get) as () => unknown,
            set: decode(set ?? { is: 'undefined' }) as () => void,
          }
        : { ...common, writable: readOnly !== true, value: decode(value) };
    Reflect.defineProperty(object, decode(key) as string | symbol, descriptor);
  }
  if (closed === 'frozen') Object.freeze(object);
  else if (closed === 'sealed') Object.seal(object);
  else if (closed === 'inextensible') Object.preventExtensions(object);
}

/** True if a property is an index of a list: `0`, `1` … */
export function isIndex(key: string | symbol): boolean {
  return typeof key === 'string' && /^(?:0|[1-9]\d*)$/u.test(key) && Number(key) < 2 ** 32 - 1;
}
