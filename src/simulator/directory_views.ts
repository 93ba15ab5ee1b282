import type { Directory } from "./directory.ts";
import type { Line, Team, User, Webhook } from "./directory_rows.ts";
import type { Row } from "./json.ts";

const api = "https://api.aircall.io";

/** How the API shows the directory's rows: whole in their own lists, and as smaller copies inside calls and teams. */
export class Views {
  #directory: Directory;
  #userInCall = new WeakMap<User, Row>();
  #numberInCall = new WeakMap<Line, Row>();
  #teamInCall = new WeakMap<Team, Row>();

  /** @param directory where members and counts are looked up. */
  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** The company: one object without an id. Its counts follow the directory. */
  company(): Row {
    const { companyName, users, numbers } = this.#directory;
    return { name: companyName, users_count: users.list().length, numbers_count: numbers.list().length };
  }

  /** An item of /v2/users. */
  user(user: User): Row {
    const { availability, availability_status, default_number_id, substatus, ...rest } = user;
    const { id, name, email, ...others } = rest;
    return {
      ...{ id, name, email, direct_link: `${api}/v2/users/${id}`, ...others },
      ...{ availability_status, available: available(availability), default_number_id, substatus },
    };
  }

  /** An item of /v1/users: without what came with v2, and with the old link. */
  legacyUser(user: User): Row {
    const { default_number_id: _, substatus: __, ...item } = this.user(user);
    return { ...item, direct_link: `${api}/v1/users/${user.id}` };
  }

  /** A user inside a call, as they are at present. */
  userInCall(user: User): Row {
    return remember(this.#userInCall, user, () => ({
      id: user.id,
      direct_link: `${api}/v1/users/${user.id}`,
      name: user.name,
      email: user.email,
      available: available(user.availability),
      availability_status: user.availability_status,
      created_at: user.created_at,
      time_zone: user.time_zone,
      language: user.language,
      state: user.state,
      wrap_up_time: user.wrap_up_time,
      extension: user.extension,
    }));
  }

  /** An item of /v1/users/availabilities. */
  availability(user: User): Row {
    return { availability: user.availability, id: user.id };
  }

  /** An item of /v1/teams, with its members' present. */
  team(team: Team): Row {
    const { id, name, created_at, userIds, ...others } = team;
    const members = userIds.map((id) => this.#directory.users.get(id)).filter((user) => user !== undefined);
    return {
      ...{ id, name, direct_link: `${api}/v1/teams/${id}`, created_at, ...others },
      users: members.map(userInTeam),
    };
  }

  /** A team inside a call. */
  teamInCall(team: Team): Row {
    const { id, name, created_at } = team;
    return remember(
      this.#teamInCall,
      team,
      () => ({ id, name, direct_link: `${api}/v1/teams/${id}`, created_at }),
    );
  }

  /** An item of /v1/numbers, which shows null for the recordings that are Aircall's default. */
  number(line: Line): Row {
    const { id, digits, name, priority, waiting, closed, created_at, open, old, ...rest } = line;
    const { userIds: _, ...others } = rest;
    return {
      ...{ id, digits, direct_link: `${api}/v1/numbers/${id}`, name, ...others },
      ...(old ? {} : { priority }),
      messages: {
        ...{ welcome: null, waiting, ivr: null, voicemail: null, closed, callback_later: null },
        ...(old ? {} : { unanswered_call: track("unanswered"), after_hours: null, ringing_tone: null }),
      },
      ...(old ? { open } : { created_at, open }),
    };
  }

  /** The answer of /v1/numbers/:id, which alone tells who answers the number. */
  numberWithUsers(line: Line): Row {
    const users = line.userIds.map((id) => this.#directory.users.get(id)).filter((user) =>
      user !== undefined
    );
    return { ...this.number(line), users: users.map((user) => this.userInCall(user)) };
  }

  /** A number inside a call: `priority` null, `flow_editor_enabled`, and the default recordings by name. */
  numberInCall(line: Line): Row {
    return remember(this.#numberInCall, line, () => ({
      id: line.id,
      direct_link: `${api}/v1/numbers/${line.id}`,
      name: line.name,
      digits: line.digits,
      country: line.country,
      time_zone: line.time_zone,
      open: line.open,
      availability_status: line.availability_status,
      is_ivr: line.is_ivr,
      live_recording_activated: line.live_recording_activated,
      ...(line.old ? {} : { priority: null }),
      messages: {
        welcome: track("welcome"),
        waiting: line.waiting,
        ivr: "https://media-web.aircall.io/tts/ivr.mp3",
        voicemail: track("voicemail"),
        closed: line.closed ?? track("closed"),
        callback_later: "https://media-web.aircall.io/tts/callback.mp3",
        ...(line.old ? {} : {
          unanswered_call: track("unanswered"),
          after_hours: track("closed"),
          ringing_tone: `https://media-web.aircall.io/tracks/ringing_tones/${line.country}.mp3`,
        }),
      },
      ...(line.old ? {} : { created_at: line.created_at }),
      flow_editor_enabled: true,
    }));
  }

  /** A webhook as it may be captured: without its secret. */
  webhookWithoutToken(webhook: Webhook): Row {
    const { token: _, ...rest } = webhook;
    return rest;
  }
}

/** A user inside a team: no `available`, state or extension. */
function userInTeam(user: User): Row {
  return {
    id: user.id,
    direct_link: `${api}/v1/users/${user.id}`,
    name: user.name,
    email: user.email,
    availability_status: user.availability_status,
    default_number_id: user.default_number_id,
    created_at: user.created_at,
    time_zone: user.time_zone,
    language: user.language,
    wrap_up_time: user.wrap_up_time,
  };
}

/** Someone is available only while connected and free. */
function available(availability: string): boolean {
  return availability === "available";
}

function track(name: string): string {
  return `https://media-web.aircall.io/tracks/tts/${name}.mp3`;
}

function remember<K extends object>(cache: WeakMap<K, Row>, key: K, make: () => Row): Row {
  const known = cache.get(key);
  if (known) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
