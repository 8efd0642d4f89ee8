"""Pictures of the facts, for docs/validation.md."""

from __future__ import annotations

import pathlib

import matplotlib
import numpy as np
from design import PERIODS_A_YEAR, Fact
from facts import column, surveyed
from markets import AGES, SURVIVAL_YEARS, Market
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

from rivalry import save, statistics
from rivalry.figures import palette
from rivalry.figures.theme import Theme

THEME = Theme("page", (5.6, 3.7), 8.5)
COLOURS = {"variant": palette.GREEN, "calibration": palette.FAINT, "held-out": palette.BLUE}
WORDS = {"variant": "held out, restless needs", "calibration": "calibration markets", "held-out": "held-out markets"}
Markets = dict[str, list[Market]]


def draw(ran: dict[str, Markets], facts: list[Fact], folder: pathlib.Path) -> None:
    """Writes the pictures.

    Args:
        ran: the markets of each sweep of each split; `variant` are held-out markets with other settings.
    """
    folder.mkdir(parents=True, exist_ok=True)
    changed = {split: markets["markets"] for split, markets in ran.items()}
    usual = {split: markets for split, markets in changed.items() if split != "variant"}
    competition = {split: ran[split]["competition"] for split in usual}
    stated = {fact.name: fact for fact in facts}
    for name, picture, splits in (
        ("growth", growth, changed),
        ("rank-size", rank_size, usual),
        ("survival", survival, changed),
        ("volatility", volatility, changed),
        ("persistence", persistence, changed),
        ("entry-exit", entry_exit, usual),
        ("surveys", surveys, usual),
        ("owners", owners, competition),
    ):
        with matplotlib.rc_context(THEME.settings()):
            figure = Figure(figsize=THEME.size, layout="constrained")
            description = picture(figure.add_subplot(), splits, stated)
            save(figure, folder / f"{name}.png", dpi=150, description=description)


def title(axes: Axes, words: str, x: str, y: str) -> str:
    axes.set_title(words)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return words


def growth(axes: Axes, splits: dict[str, list[Market]], _: dict[str, Fact]) -> str:
    """Density of growth rates, each market's in its own standard deviations, on a log scale."""
    edges = np.linspace(-6, 6, 61)
    middles = (edges[1:] + edges[:-1]) / 2
    for split, markets in splits.items():
        rates = np.concatenate([market.growth / market.growth.std() for market in markets if market.growth.size > 10])
        density, _ = np.histogram(rates, edges, density=True)
        shown = density > 0
        axes.plot(middles[shown], density[shown], "o", ms=3.2, color=COLOURS[split], label=WORDS[split])
    x = np.linspace(-6, 6, 601)
    axes.plot(x, stats.norm.pdf(x), color=palette.MUTED, ls=":", label="normal")
    axes.plot(x, stats.laplace.pdf(x, scale=np.sqrt(0.5)), color=palette.MUTED, ls="--", label="Laplace")
    shape = np.nanmean(column(markets, "shape"))
    fitted = statistics.fit_subbotin(rates)
    axes.plot(
        x,
        stats.gennorm.pdf(x, fitted.shape, fitted.centre, fitted.scale),
        color=palette.VERMILLION,
        lw=1.2,
        label=f"Subbotin, all together {fitted.shape:.2f}\n(mean of markets {shape:.2f})",
    )
    axes.set_yscale("log")
    axes.set_ylim(3e-4, 20)
    axes.legend(frameon=False, loc="upper right")
    return title(axes, "Growth rates", "annual growth of sales, standard deviations", "density")


def rank_size(axes: Axes, splits: dict[str, list[Market]], _: dict[str, Fact]) -> str:
    """Share of firms that are at least so large, relative to the mean of their market."""
    for split, markets in splits.items():
        sizes = np.sort(np.concatenate([market.sizes / market.sizes.mean() for market in markets if market.sizes.size]))
        share = np.arange(sizes.size, 0, -1) / sizes.size
        axes.plot(sizes, share, color=COLOURS[split], lw=2, label=WORDS[split])
    x = np.geomspace(0.02, sizes[-1] * 1.3, 200)
    logs = np.log(sizes)
    axes.plot(x, stats.norm.sf(np.log(x), logs.mean(), logs.std()), color=palette.MUTED, ls="--", label="log-normal")
    upper = sizes[sizes > np.median(sizes)]
    exponent = 1 / np.log(upper / np.median(sizes)).mean()
    tail = x[x > upper[0]]
    pareto = 0.5 * (upper[0] / tail) ** exponent
    axes.plot(tail, pareto, color=palette.VERMILLION, lw=1.2, label="Pareto, larger half")
    axes.set(xscale="log", yscale="log", xlim=(0.02, sizes[-1] * 1.3), ylim=(0.5 / sizes.size, 1.5))
    axes.legend(frameon=False, loc="lower left")
    return title(
        axes, "Rank and size", "sales in the last year, mean of the market = 1", "share of firms at least so large"
    )


def survival(axes: Axes, splits: dict[str, list[Market]], stated: dict[str, Fact]) -> str:
    years = AGES / PERIODS_A_YEAR
    for split, markets in splits.items():
        curves = np.array([market.curve for market in markets])
        low, high = np.nanpercentile(curves, [5, 95], axis=0)
        axes.fill_between(years, low, high, color=COLOURS[split], alpha=0.18, lw=0)
        axes.plot(years, np.nanmean(curves, axis=0), color=COLOURS[split], label=WORDS[split])
    band = stated["entrants-survival"].band
    axes.plot([SURVIVAL_YEARS] * 2, band, color=palette.VERMILLION, lw=4, alpha=0.8, label="expected")
    axes.set(ylim=(0, 1.02), xlim=(0, years[-1]))
    axes.legend(frameon=False)
    return title(axes, "Survival of entrants", "years after entry (shaded: middle 90 % of markets)", "share alive")


def volatility(axes: Axes, splits: dict[str, list[Market]], stated: dict[str, Fact]) -> str:
    for split, markets in splits.items():
        classes = np.array([market.classes for market in markets])
        sizes, spreads = np.nanmean(classes, axis=0)
        error = stats.sem(classes[:, 1], axis=0, nan_policy="omit") * 1.96
        axes.errorbar(sizes, spreads, error, fmt="o", ms=4, color=COLOURS[split], label=WORDS[split])
    slope = np.nanmean(column(markets, "slope"))
    x = np.array([sizes[0], sizes[-1]])
    for each, style in zip(stated["volatility-size"].band, ("--", ":"), strict=True):
        words = f"slope {each:g}".replace("-", "\u2212")
        axes.plot(
            x, spreads.mean() + each * (x - sizes.mean()), color=palette.VERMILLION, ls=style, lw=1.2, label=words
        )
    low, high = axes.get_ylim()
    axes.set_ylim(top=high + 0.4 * (high - low))  # the legend stands above all points
    axes.legend(frameon=False, loc="upper right", ncols=2, title=f"mean slope {slope:.2f}".replace("-", "\u2212"))
    return title(axes, "Volatility and size", "log sales less their mean", "log standard deviation of growth")


def persistence(axes: Axes, splits: dict[str, list[Market]], stated: dict[str, Fact]) -> str:
    """Firms by fifths of profit in one year, ten years on; beside them what the slowest reversion expected would do."""
    for split, markets in splits.items():
        paths = np.nanmean([market.paths for market in markets], axis=0)
        years = np.arange(paths.shape[1])
        for number, path in enumerate(paths):
            axes.plot(years, path, color=COLOURS[split], label=WORDS[split] if number == 0 else None)
    slowest = stated["profit-persistence"].band[1]
    for first, words in ((paths[0, 0], f"reversion with {slowest:g}"), (paths[-1, 0], None)):
        axes.plot(years, first * slowest**years, color=palette.VERMILLION, ls="--", lw=1.2, label=words)
    axes.legend(frameon=False, loc="upper right", ncols=2)
    axes.set_ylim(top=2.5)
    return title(axes, "Persistence of profit", "years later", "deviation from the market, sd")


def entry_exit(axes: Axes, splits: dict[str, list[Market]], _: dict[str, Fact]) -> str:
    for split, markets in splits.items():
        rates = [100 * column(markets, name) for name in ("entry", "exit")]
        axes.plot(*rates, "o", ms=3.5, color=COLOURS[split], label=WORDS[split])
    axes.axline((5, 5), slope=1, color=palette.MUTED, lw=0.8, ls=":")
    axes.legend(frameon=False)
    return title(axes, "Entry and exit, a point a market", "entrants a year, % of firms", "leavers a year, % of firms")


def surveys(axes: Axes, splits: dict[str, list[Market]], stated: dict[str, Fact]) -> str:
    """What surveys of 200 firms would find."""
    firms = surveyed(list(splits.values())[-1])
    bins = np.linspace(-0.3, 0.7, 51)
    for x, name, color, height in (
        ("innovation", "innovation-performance", palette.ORANGE, 0.9),
        ("capabilities", "capabilities-performance", palette.GREEN, 0.95),
    ):
        known = firms.dropna(subset=[x, "performance"])
        size = min(200, len(known))
        found = statistics.survey_correlations(known[x], known["performance"], size, surveys=1000)
        axes.hist(found, bins, color=color, alpha=0.6, label=f"r of {x} and performance")
        axes.plot(stated[name].band, [height] * 2, color=color, lw=4, transform=axes.get_xaxis_transform())
    axes.margins(y=0.2)
    axes.legend(frameon=False, title="bars above: expected", loc="center right")
    return title(axes, "A thousand surveys of 200 firms", "correlation", "surveys")


def owners(axes: Axes, splits: dict[str, list[Market]], _: dict[str, Fact]) -> str:
    for split, markets in splits.items():
        intensity = np.array([market.scenario["competition"]["intensity"] for market in markets])
        axes.plot(intensity, column(markets, "owners"), "o", ms=3.2, color=COLOURS[split], label=WORDS[split])
    axes.axhline(0, color=palette.MUTED, lw=0.8)
    axes.margins(y=0.15)
    axes.legend(frameon=False, loc="upper left", ncols=2)
    return title(
        axes,
        "Owner-managers and innovation, a point a market",
        "intensity of competition",
        "choices changed, owners less others, sd",
    )
