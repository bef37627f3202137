import type { Json } from './types.ts';
import { isObject } from './values.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Whether a LabelSelector (`matchLabels`, `matchExpressions`) selects an object with these labels.
 *
 * As in Kubernetes (apimachinery `LabelSelectorAsSelector`): an absent selector selects nothing, an empty one
 * everything, all requirements must hold, and `NotIn` holds for objects that lack the key. A selector that the API
 * server would refuse (unknown operator, `In` without values) selects nothing.
 */
export function selects(selector: Json | undefined, labels: Labels): boolean {
  if (!isObject(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  if (matchLabels !== undefined && matchLabels !== null) {
    if (!isObject(matchLabels)) return false;
    if (!hasAll(matchLabels, labels)) return false;
  }
  if (matchExpressions === undefined || matchExpressions === null) return true;
  return Array.isArray(matchExpressions) && matchExpressions.every(each => holds(each, labels));
}

/**
 * Whether a plain selector (`spec.selector` of Services and ReplicationControllers) selects these labels.
 * An absent or empty one selects nothing.
 */
export function selectsPlain(selector: Json | undefined, labels: Labels): boolean {
  return isObject(selector) && Object.keys(selector).length > 0 && hasAll(selector, labels);
}

function hasAll(wanted: Readonly<Record<string, Json>>, labels: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

function holds(requirement: Json, labels: Labels): boolean {
  if (!isObject(requirement) || typeof requirement.key !== 'string') return false;
  const { key, operator } = requirement;
  const values = Array.isArray(requirement.values) ? requirement.values : [];
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return values.length > 0 && (value === undefined || !values.includes(value));
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
