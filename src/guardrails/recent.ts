/** Objects are judged a hundred at a time: twice that are never asked for anew. */
const MOST = 200;

/**
 * Remembers what was made of the last things, a bounded number of them. What lives as long as its manifest is copied by
 * the garbage collector again and again; most of it is needed for a moment.
 */
export function recent<K, V>(make: (key: K) => V): (key: K) => V {
  let known = new Map<K, V>();
  return key => {
    let value = known.get(key);
    if (value === undefined) {
      // Not cleared: a map that is keeps what was in it alive until all of the heap is collected.
      if (known.size >= MOST) known = new Map();
      value = make(key);
      known.set(key, value);
    }
    return value;
  };
}
