import type { Stream } from "../../capture/stream.ts";
import { calls } from "./calls.ts";
import { company } from "./company.ts";
import { contacts } from "./contacts.ts";
import { numbers } from "./numbers.ts";
import { tags } from "./tags.ts";
import { teams } from "./teams.ts";
import { userAvailability } from "./user_availability.ts";
import { users } from "./users.ts";
import { webhooks } from "./webhooks.ts";

/** Every stream. A new one has its place here, and nowhere else. */
export const streams: readonly Stream[] = [
  calls,
  company,
  contacts,
  numbers,
  tags,
  userAvailability,
  users,
  teams,
  webhooks,
];
