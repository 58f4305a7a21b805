"""What is said later of a message: it was taken, and did not arrive."""

from tests.delivery.fakes import HALF_A_DAY, Post


async def taken(post: Post, *, statutory: bool = True) -> None:
    post.outbox.put("notice", statutory=statutory)
    await post.passes(1)


async def test_a_statutory_message_that_can_never_arrive_goes_another_way(post: Post) -> None:
    await taken(post)
    post.outbox.lost[1] = "30005"
    await post.delivery.status("id-1", "undelivered", "30005")
    assert [(1, "30005")] == post.fallen_back


async def test_one_that_may_arrive_later_is_sent_three_times_before(post: Post) -> None:
    await taken(post)
    for number in (1, 2, 3):
        assert [] == post.fallen_back
        post.outbox.lost[number] = "30003"
        await post.delivery.status(f"id-{number}", "undelivered", "30003")
        await post.passes(HALF_A_DAY)
    assert ["notice"] * 3 == post.line.texts
    assert [(3, "30003")] == post.fallen_back


async def test_the_bad_news_may_come_before_our_own_commit(post: Post) -> None:
    post.outbox.lost[1] = "30005"
    await taken(post)
    assert [(1, "30005")] == post.fallen_back


async def test_of_anything_else_nobody_asks_whether_it_arrived(post: Post) -> None:
    post.outbox.lost[1] = "30005"
    await taken(post, statutory=False)
    assert [] == post.fallen_back
