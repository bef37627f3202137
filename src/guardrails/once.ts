/** Remembers the first result: several guardrails ask for the same thing, with the same argument. */
export function once<T, A = void>(make: (argument: A) => T): (argument: A) => T {
  let isMade = false;
  let value: T;
  return argument => {
    if (!isMade) {
      value = make(argument);
      isMade = true;
    }
    return value;
  };
}
