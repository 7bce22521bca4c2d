using Attend.Platform;

namespace Attend.People;

/// <summary>What must hold over any database, whatever happened to it.</summary>
internal static class PeopleInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("people.one_shift_at_a_time", "Nobody is on duty in two shifts at one time.", """
            select format('user %s is on duty in shifts %s and %s', a.user_id, a.id, b.id)
            from people.shifts a join people.shifts b on b.user_id = a.user_id and b.id > a.id
              and tstzrange(a.from_at, a.to_at, '[)') && tstzrange(b.from_at, b.to_at, '[)')
            """),
        new("people.deactivated_is_signed_out", "No session of a deactivated user is open.", """
            select format('session %s of deactivated user %s is open', s.id, s.user_id)
            from people.sessions s join people.users u on u.id = s.user_id where not u.active and s.ended_at is null
            """),
        new("people.erased_is_gone", "Nothing of an erased person tells who it was.", """
            select format('user %s was erased and is not gone', u.id) from people.users u join people.credentials c on c.user_id = u.id
            where u.erased_at is not null and (
                u.username <> 'erased-' || u.id or u.first_name || u.last_name <> '' or u.phone is not null or u.email is not null
                or c.password_hash is not null or c.totp_key is not null
                or exists (select from people.passkeys k where k.user_id = u.id)
                or exists (select from people.licences l where l.user_id = u.id))
            """),
        new("people.every_user_has_credentials", "Every user has the row that holds their proofs.", """
            select format('user %s has no credentials row', u.id) from people.users u
            where not exists (select from people.credentials c where c.user_id = u.id)
            """),
    ];
}
