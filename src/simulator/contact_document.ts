import type { Row } from "./json.ts";
import { Random } from "./random.ts";
import {
  companies,
  countries,
  e164,
  emailLabels,
  firstNames,
  lastNames,
  notes,
  phoneLabels,
  spaced,
} from "./words.ts";

/** What of a contact is drawn from its seed, and is needed to invent the calls with it. */
export interface ContactPhone {
  /** ISO 3166 alpha-2. */
  country: string;
  /** With spaces, as in a call's `raw_digits`. */
  digits: string;
}

/** The first number that a contact had, whatever became of it later. */
export function contactPhone(seed: number, id: number): ContactPhone {
  const random = new Random(seed, 4, id);
  const { code, form } = random.pick(countries);
  return { country: code, digits: spaced(form, () => random.whole(0, 9)) };
}

/**
 * A contact as it was made: the same for the same seed and id. The order of its keys varies from one to the next, as
 * in life.
 *
 * @param createdAt Unix seconds
 * @param updatedAt Unix seconds
 */
export function inventContact(seed: number, id: number, createdAt: number, updatedAt: number): Row {
  const random = new Random(seed, 5, id);
  const first = random.pick(firstNames);
  const numbers = random.weighted({ "1": 8, "2": 1, "0": 1 });
  const phones = Array.from({ length: Number(numbers) }, (_, i) => {
    const value = i === 0
      ? contactPhone(seed, id).digits
      : spaced(random.pick(countries).form, () => random.whole(0, 9));
    return { value: e164(value), label: random.pick(phoneLabels), id: subId(id, i) };
  });
  const emails = Array.from({ length: random.chance(0.6) ? 1 : 0 }, () => (
    { id: subId(id, 10), label: random.pick(emailLabels), value: `contact${id}@example.com` }
  ));
  const fields: Row = {
    id,
    created_at: createdAt,
    updated_at: updatedAt,
    first_name: random.chance(0.9) ? first : null,
    last_name: random.chance(0.9) ? random.pick(lastNames) : null,
    information: random.chance(0.4) ? random.pick(notes) : null,
    company_name: random.chance(0.5) ? random.pick(companies) : null,
    is_shared: true,
    direct_link: `https://api.aircall.io/v1/contacts/${id}`,
    phone_numbers: phones,
    emails,
    ...(random.chance(0.005) ? { crm_score: random.whole(0, 100) } : {}),
  };
  return turned(fields, random.whole(0, 3));
}

/** The contact that every new account has. */
export function echoTest(id: number, createdAt: number, updatedAt: number): Row {
  return {
    id,
    first_name: "Echo",
    last_name: "Test",
    company_name: null,
    information: "Call this number to test your sound!",
    is_shared: true,
    direct_link: `https://api.aircall.io/v1/contacts/${id}`,
    created_at: createdAt,
    updated_at: updatedAt,
    phone_numbers: [{ id: subId(id, 0), label: "Work", value: "+16314402060" }],
    emails: [],
  };
}

/** Ids of a contact's numbers and addresses, beyond 32 bits. */
function subId(contact: number, place: number): number {
  return 2_169_000_000 + (contact - 518_000_000) * 20 + place;
}

/** The same fields, beginning elsewhere. */
function turned(fields: Row, by: number): Row {
  const entries = Object.entries(fields);
  return Object.fromEntries([...entries.slice(by), ...entries.slice(0, by)]);
}
