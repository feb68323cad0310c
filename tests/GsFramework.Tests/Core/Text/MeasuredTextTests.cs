using System.Globalization;
using GsFramework.Core.Text;

namespace GsFramework.Tests.Core.Text;

public class MeasuredTextTests
{
    [Theory]
    [InlineData(0.05149, 0.00114, "0.0515 ± 0.0011")]
    [InlineData(21.7712, 0.1304, "21.77 ± 0.13")]
    [InlineData(0.93, 0.0019, "0.9300 ± 0.0019")]
    [InlineData(3, 0.4, "3.00 ± 0.40")]
    [InlineData(0.5, 0.0996, "0.50 ± 0.10")]
    [InlineData(0.5, 0.0994, "0.500 ± 0.099")]
    [InlineData(12345.6, 123, "12350 ± 120")]
    [InlineData(-0.25, 0.011, "−0.250 ± 0.011")]
    public void A_number_ends_where_the_two_digits_of_its_error_do(double value, double error, string text) =>
        Assert.Equal(text, MeasuredText.Of(value, error));

    [Theory]
    [InlineData(1.725e-5, 5.4e-6, "(1.73 ± 0.54)×10⁻⁵")]
    [InlineData(-4.9e-5, 1.1e-6, "(−4.90 ± 0.11)×10⁻⁵")]
    [InlineData(1e-5, 2e-4, "(0.1 ± 2.0)×10⁻⁴")]
    [InlineData(0.00099999, 2e-5, "0.001000 ± 0.000020")]
    [InlineData(0.001, 2e-5, "0.001000 ± 0.000020")]
    [InlineData(1e-5, 0.02, "0.000 ± 0.020")]
    [InlineData(-1e-5, 0.02, "0.000 ± 0.020")]
    [InlineData(1234567, 1234, "(1.2346 ± 0.0012)×10⁶")]
    [InlineData(999999, 12000, "(1.000 ± 0.012)×10⁶")]
    [InlineData(1.5e-12, 1e-13, "(1.50 ± 0.10)×10⁻¹²")]
    public void Very_small_and_very_large_ones_share_a_power_of_ten(double value, double error, string text) =>
        Assert.Equal(text, MeasuredText.Of(value, error));

    [Theory]
    [InlineData(0.25, "0.2500")]
    [InlineData(12.437, "12.44")]
    [InlineData(100.0, "100.0")]
    [InlineData(123456.7, "123457")]
    [InlineData(999999.9, "1.000×10⁶")]
    [InlineData(1234567.0, "1.235×10⁶")]
    [InlineData(0.00089553, "8.955×10⁻⁴")]
    [InlineData(-0.0000138, "−1.380×10⁻⁵")]
    [InlineData(0.99996, "1.000")]
    [InlineData(0.0, "0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(null, "–")]
    public void A_number_without_an_error_has_four_digits(double? value, string text) =>
        Assert.Equal(text, MeasuredText.Of(value));

    [Theory]
    [InlineData(0.0, "0.9359 ± 0")]
    [InlineData(1e-17, "0.9359 ± 0")]
    [InlineData(double.NaN, "0.9359")]
    public void An_error_that_measures_nothing_sets_no_digits(double error, string text) =>
        Assert.Equal(text, MeasuredText.Of(0.9359, error));

    [Theory]
    [InlineData(2.5, "2.5")]
    [InlineData(0.09041, "0.0904")]
    [InlineData(1.4e-7, "1.4×10⁻⁷")]
    [InlineData(1250.0, "1250")]
    [InlineData(null, "–")]
    public void What_is_only_about_right_has_no_zeros_at_its_end(double? value, string text) =>
        Assert.Equal(text, MeasuredText.About(value));

    [Fact]
    public void It_does_not_depend_on_the_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Cultures.WithCommas;
            Assert.Equal("0.0515 ± 0.0011", MeasuredText.Of(0.05149, 0.00114));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
