<?php
// A plugin for tests: users who are named after what they do, what was taken, and a plugin that prints HTML where JSON is due.
add_filter('rest_pre_dispatch', function ($answer) {
    $name = wp_get_current_user()->user_login;
    $delivery = $_SERVER['HTTP_DATELINE_DELIVERY'] ?? '';
    if ($name === 'stall') {
        sleep(3);
        exit;
    }
    $seen = get_temp_dir() . 'seen-' . sha1($delivery);
    if ($name === 'defer' || ($name === 'fail-once' && !file_exists($seen))) {
        touch($seen);
        return new WP_Error('later', 'Come back later', ['status' => 503]);
    }
    return $answer;
});
add_action('rest_after_insert_post', function ($post) {
    if (str_contains($post->post_name, '-arriving')) {
        return;
    }
    $taken = ['deliveryId' => $_SERVER['HTTP_DATELINE_DELIVERY'] ?? '', 'content' => $post->post_content];
    file_put_contents(getenv('SITE_TAKEN'), json_encode($taken) . "\n", FILE_APPEND | LOCK_EX);
});
add_filter('rest_pre_serve_request', function ($served) {
    if (!file_exists(WP_CONTENT_DIR . '/chatty')) {
        return $served;
    }
    header('Content-Type: text/html; charset=UTF-8');
    echo '<!doctype html><p>Upgrade to the paid version of this plugin!</p>';
    return true;
});
