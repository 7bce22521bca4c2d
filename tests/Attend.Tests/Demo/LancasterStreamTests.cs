using System.Globalization;
using System.Text;
using Attend.Demo;
using Xunit;

namespace Attend.Tests.Demo;

/// <summary>The rules by which the file becomes one stream, on rows made for them, and the figures of the file itself.</summary>
public sealed class LancasterStreamTests
{
    private const string Header =
        "fdid,incident_num,incident_date,Mutual_Aid_FDID,Mutual_Aid_State,Mutual_Aid_Incident_Num,response_level,call_type," +
        "Unit_Dispatch_Times,Unit_Enroute_Times,Unit_Arrive_Times,Unit_At_Patient_Times,Unit_Enroute_To_Hospital_Times," +
        "Unit_Arrive_At_Hospital_Times,Unit_Staging_Times,Unit_Fire_Out_Times,Unit_Clear_Times,Time_In_Service,disposition_remarks";

    [Fact]
    public void Every_step_of_a_response_comes_in_order_and_the_call_around_it()
    {
        var stream = Stream(Row(
            dispatch: "M1=10:00:00", enroute: "M1=10:01:00", staging: "M1=10:02:00", arrive: "M1=10:05:00", patient: "M1=10:06:00",
            transport: "M1=10:20:00", hospital: "M1=10:30:00", fireOut: "M1=10:31:00", clear: "M1=10:50:00"));

        Assert.Equal(
            [
                "16:00:00 Receive", "16:00:00 Dispatch M1", "16:01:00 Depart M1", "16:02:00 Stage M1", "16:05:00 Arrive M1",
                "16:06:00 AtPatient M1", "16:20:00 Transport M1", "16:30:00 ArriveHospital M1", "16:50:00 Clear M1", "16:50:00 Close",
            ],
            Shown(stream));
        Assert.Equal(LeftOut((LancasterStream.FireOut, 1)), stream.LeftOut);
    }

    [Fact]
    public void Ties_go_by_incident_then_unit_then_step()
    {
        var stream = Stream(
            Row(dispatch: "M2=10:00:00, M1=10:00:00", enroute: "M1=10:00:00", clear: "M2=10:00:00, M1=10:00:00"),
            Row(number: "10000002", dispatch: "A14=10:00:00", clear: "A14=10:00:00"));

        Assert.Equal(
            [
                "0 Receive", "0 Dispatch M1", "0 Depart M1", "0 Clear M1", "0 Dispatch M2", "0 Clear M2", "0 Close",
                "1 Receive", "1 Dispatch A14", "1 Clear A14", "1 Close",
            ],
            stream.Events.Select(step => $"{step.Incident} {step.Step} {step.Unit}".Trim()));
    }

    [Fact]
    public void A_stamp_more_than_twelve_hours_before_the_first_dispatch_belongs_to_the_next_day()
    {
        var stream = Stream(Row(
            dispatch: "M1=23:50:00, M2=00:10:00", enroute: "M1=11:50:00, M2=00:11:00", clear: "M1=01:00:00, M2=11:49:59"));

        Assert.Equal(
            [
                "2 05:50:00 Receive", "2 05:50:00 Dispatch M1", "2 06:10:00 Dispatch M2", "2 06:11:00 Depart M2", "2 07:00:00 Clear M1",
                "2 17:49:59 Clear M2", "2 17:49:59 Close",
            ],
            Shown(stream, "d HH:mm:ss"));
        // Exactly twelve hours is not more than twelve hours: M1's 11:50 stays on the day, and so lies before its dispatch.
        Assert.Equal(LeftOut((LancasterStream.BeforeDispatch, 1)), stream.LeftOut);
    }

    [Theory]
    [InlineData("11/1/20", "00:59:59", "2020-11-01T05:59:59Z")]
    [InlineData("11/1/20", "01:30:00", "2020-11-01T06:30:00Z")]
    [InlineData("11/1/20", "02:00:00", "2020-11-01T08:00:00Z")]
    [InlineData("3/8/20", "01:59:59", "2020-03-08T07:59:59Z")]
    [InlineData("3/8/20", "02:30:00", "2020-03-08T08:30:00Z")]
    [InlineData("3/8/20", "03:00:00", "2020-03-08T08:00:00Z")]
    public void The_repeated_hour_is_its_first_pass_and_the_skipped_hour_counts_on(string date, string time, string utc)
    {
        var stream = Stream(Row(date: date + " 0:00", dispatch: $"M1={time}"));

        Assert.Equal(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture), stream.Events[0].At);
    }

    [Fact]
    public void A_response_without_a_clear_is_cleared_at_its_last_stamp_and_says_so()
    {
        var stream = Stream(Row(dispatch: "M1=10:00:00", enroute: "M1=10:01:00", arrive: "M1=10:09:00, M1=10:12:00"));

        var clear = Assert.Single(stream.Events, step => step.Step == ReplayStep.Clear);
        Assert.Equal(("16:12:00", LancasterStream.ClearMissing), ($"{clear.At:HH:mm:ss}", clear.Reason));
        Assert.Equal(LeftOut((LancasterStream.StepRepeated, 1)), stream.LeftOut);
    }

    [Fact]
    public void A_unit_listed_again_after_its_clear_is_a_new_response_and_before_it_a_duplicate()
    {
        var stream = Stream(Row(
            dispatch: "M1=10:00:00, M1=10:02:00, M1=10:30:00", enroute: "M1=10:01:00, M1=10:31:00", clear: "M1=10:20:00, M1=10:50:00"));

        Assert.Equal([new(0, "M1", 0), new(0, "M1", 1)], stream.Responses);
        Assert.Equal(
            ["0 Dispatch", "0 Depart", "0 Clear", "1 Dispatch", "1 Depart", "1 Clear"],
            stream.Events.Where(step => step.Response is not null).Select(step => $"{step.Response} {step.Step}"));
        Assert.Equal(LeftOut((LancasterStream.DuplicateDispatch, 1)), stream.LeftOut);
    }

    [Fact]
    public void Stamps_without_a_dispatch_are_refused_by_name_and_counted()
    {
        var stream = Stream(Row(
            dispatch: "M1=10:00:00", enroute: "M1=09:59:00, M2=10:01:00", arrive: "M1=10:40:00", clear: "M1=10:30:00, M2=10:20:00"));

        Assert.Equal([new(0, "M1", 0)], stream.Responses);
        Assert.Equal(
            LeftOut((LancasterStream.BeforeDispatch, 1), (LancasterStream.NoDispatch, 2), (LancasterStream.AfterClear, 1)), stream.LeftOut);
    }

    [Fact]
    public void Stamps_out_of_order_keep_the_order_of_time()
    {
        var stream = Stream(Row(dispatch: "M1=10:00:00", enroute: "M1=10:07:00", arrive: "M1=10:05:00", clear: "M1=10:30:00"));

        Assert.Equal(
            [ReplayStep.Dispatch, ReplayStep.Arrive, ReplayStep.Depart, ReplayStep.Clear],
            stream.Events.Where(step => step.Unit is not null).Select(step => step.Step));
    }

    [Fact]
    public void A_step_repeated_is_left_out_but_a_second_hospital_is_a_second_leg()
    {
        var stream = Stream(Row(
            dispatch: "M1=10:00:00", arrive: "M1=10:05:00, M1=10:06:00",
            transport: "M1=10:20:00, M1=10:21:00, M1=11:00:00", hospital: "M1=10:40:00, M1=11:10:00", clear: "M1=11:30:00"));

        Assert.Equal(
            ["Dispatch", "Arrive", "Transport", "ArriveHospital", "Transport", "ArriveHospital", "Clear"],
            stream.Events.Where(step => step.Unit is not null).Select(step => step.Step.ToString()));
        Assert.Equal(LeftOut((LancasterStream.StepRepeated, 2)), stream.LeftOut);
    }

    [Fact]
    public void A_call_without_units_is_cancelled_and_repeated_numbers_stay_apart()
    {
        var stream = Stream(Row(), Row(), Row(clear: "M1=10:00:00"));

        Assert.Equal(
            ["0 Receive", "0 Cancel", "1 Receive", "1 Cancel", "2 Receive", "2 Cancel"],
            stream.Events.Select(step => $"{step.Incident} {step.Step}"));
        Assert.All(
            stream.Events.Where(step => step.Step == ReplayStep.Cancel), step => Assert.Equal(LancasterStream.NoUnitInSource, step.Reason));
        Assert.Equal(LeftOut((LancasterStream.NoDispatch, 1)), stream.LeftOut);
    }

    [Theory]
    [InlineData("29D2P", "CRITICAL", "TRAUMA")]
    [InlineData("9E1", "CRITICAL", "CARDIAC")]
    [InlineData("ECHO", "CRITICAL", "MEDICAL")]
    [InlineData("28C4", "HIGH", "STROKE")]
    [InlineData("17B1G", "MEDIUM", "TRAUMA")]
    [InlineData("6A1", "LOW", "RESPIRATORY")]
    [InlineData("25O1", "LOW", "MEDICAL")]
    [InlineData("FIREC", "LOW", "FIRE")]
    [InlineData("GRASFIRE", "LOW", "FIRE")]
    [InlineData("MEDLE", "LOW", "MEDICAL")]
    [InlineData("C13F", "LOW", "OTHER")]
    public void The_priority_is_the_level_letter_of_the_call_type(string callType, string priority, string emergencyType) =>
        Assert.Equal((priority, emergencyType), (LancasterWords.Priority(callType), LancasterWords.EmergencyType(callType)));

    [Theory]
    [InlineData("M24", "ambulance")]
    [InlineData("MALC1", "ambulance")]
    [InlineData("WAVE12", "ambulance")]
    [InlineData("E971", "engine")]
    [InlineData("EAGL1", "other")]
    [InlineData("T8", "ladder")]
    [InlineData("TAC8", "other")]
    [InlineData("EMS1", "command")]
    [InlineData("B1B", "command")]
    [InlineData("8707", "other")]
    public void The_kind_of_a_unit_is_in_its_name(string unit, string kind) => Assert.Equal(kind, LancasterWords.Kind(unit));

    [Theory]
    [InlineData("M1=25:00:00")]
    [InlineData("M1 10:00:00")]
    [InlineData("=10:00:00")]
    public void A_stamp_that_cannot_be_read_is_an_error_with_its_line(string dispatch)
    {
        var error = Assert.Throws<FormatException>(() => Stream(Row(), Row(dispatch: dispatch)));

        Assert.StartsWith("Line 3, Unit_Dispatch_Times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_holds_the_figures_that_are_known_of_it()
    {
        var incidents = LancasterFile.Read(Lancaster.Zip());
        var stream = LancasterStream.Of(incidents);

        var units = incidents.SelectMany(incident => incident.Stamps.GroupBy(stamp => stamp.Unit)
            .Select(unit => unit.Select(stamp => stamp.Step).ToHashSet())).ToList();
        var dispatched = units.Where(steps => steps.Contains(LancasterStep.Dispatch)).ToList();
        var undispatched = units.Where(steps => !steps.Contains(LancasterStep.Dispatch)).ToList();

        Assert.Equal(19_520, incidents.Count);
        Assert.Equal(207, stream.Units.Count);
        Assert.Equal(43_915, dispatched.Count);
        Assert.Equal(1_681, dispatched.Count(steps => !steps.Contains(LancasterStep.Clear)));
        Assert.Equal(1_141, incidents.Count(incident => incident.Stamps.Count == 0));
        // 457 units have stamps but no dispatch; the known 412 are those with a clear and a step before it. All are refused.
        Assert.Equal(457, undispatched.Count);
        Assert.Equal(412, undispatched.Count(steps => steps.Contains(LancasterStep.Clear) && steps.Count > 1));

        // What the rules make of it: a unit's return after its clear adds to the responses, 44 more calls have stamps but no dispatch.
        Assert.Equal(43_915 + 418, stream.Responses.Count);
        Assert.Equal(43_915, stream.Responses.Count(response => response.Ordinal == 0));
        Assert.Equal(1_141 + 44, stream.Events.Count(step => step.Step == ReplayStep.Cancel));
        Assert.Equal(19_520, stream.Events.Count(step => step.Step == ReplayStep.Receive));
        Assert.Equal(stream.Responses.Count, stream.Events.Count(step => step.Step == ReplayStep.Clear));
        Assert.Equal(2_961, stream.LeftOut[LancasterStream.DuplicateDispatch]);
    }

    private static LancasterStream Stream(params string[] rows)
    {
        using var csv = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', [Header, .. rows])));
        return LancasterStream.Of(LancasterFile.Read(csv));
    }

    private static string Row(
        string number = "10000001", string date = "1/1/10 12:00 AM", string callType = "33C2", string dispatch = "NULL",
        string enroute = "NULL", string staging = "NULL", string arrive = "NULL", string patient = "NULL", string transport = "NULL",
        string hospital = "NULL", string fireOut = "NULL", string clear = "NULL") =>
        $"15555,{number},{date},NULL,NULL,NULL,MA,{callType}     ,\"{dispatch}\",\"{enroute}\",\"{arrive}\",\"{patient}\"," +
        $"\"{transport}\",\"{hospital}\",\"{staging}\",\"{fireOut}\",\"{clear}\",NULL,   ";

    private static IEnumerable<string> Shown(LancasterStream stream, string format = "HH:mm:ss") =>
        stream.Events.Select(step => $"{step.At.ToString(format, CultureInfo.InvariantCulture)} {step.Step} {step.Unit}".Trim());

    private static Dictionary<string, int> LeftOut(params (string Reason, int Count)[] counts) =>
        counts.ToDictionary(count => count.Reason, count => count.Count, StringComparer.Ordinal);
}
